"""Copies of source files in the output tree, where Node.js finds them beside generated files and node_modules."""

def copy_file_to_bin_action(ctx, file):
    """Copies a source file to the same path under the bin directory.

    Args:
        ctx: the rule's context.
        file: the file; one that is already in the output tree is returned as it is.

    Returns:
        The File in the output tree.
    """
    if not file.is_source:
        return file
    if ctx.label.repo_name != file.owner.repo_name or ctx.label.package != file.owner.package:
        fail("expected to find source file {file} in '{package}', but it is in '{actual}': add a js_library (or ts_config) there and depend on that target instead".format(
            actual = file.owner.package,
            file = file.basename,
            package = ctx.label.package,
        ))
    path = file.short_path
    if ctx.label.package:
        path = path[path.index(ctx.label.package + "/") + len(ctx.label.package) + 1:]
    elif path.startswith("../"):
        path = path.split("/", 2)[2]
    copy = ctx.actions.declare_file(path)

    # Bazel itself expands a template, byte for byte when there is nothing to substitute: no process is started.
    ctx.actions.expand_template(template = file, output = copy, substitutions = {})
    return copy

def copy_files_to_bin_actions(ctx, files):
    """Like copy_file_to_bin_action, for a list.

    Args:
        ctx: the rule's context.
        files: the files.

    Returns:
        The Files in the output tree, in the same order.
    """
    return [copy_file_to_bin_action(ctx, file) for file in files]
