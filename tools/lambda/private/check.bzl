"""How the programs of tools/lambda/check are started."""

load(":label.bzl", "display_label")

_NODE = "@rules_nodejs//nodejs:runtime_toolchain_type"

# What rules with a program of tools/lambda/check have in common.
CHECK_TOOLCHAINS = [_NODE]
CHECK_ATTRS = {
    "_launcher": attr.label(
        allow_single_file = True,
        default = Label("//tools/lambda/private:check.sh.tpl"),
    ),
}

def check_program(name):
    """The attribute of a rule for a program.

    Args:
        name: name of its target in //tools/lambda/check.
    """
    return attr.label(
        allow_single_file = True,
        default = Label("//tools/lambda/check:{}.js".format(name)),
    )

def check(ctx, program, argument, files):
    """Makes a program executable, with exactly the runfiles that it needs: no npm packages, and no zip.

    Args:
        ctx: of a rule with CHECK_ATTRS and CHECK_TOOLCHAINS.
        program: File: one bundled JavaScript file.
        argument: File that is its only argument.
        files: list of Files that it reads besides.

    Returns:
        DefaultInfo.
    """
    node = ctx.toolchains[_NODE].nodeinfo.node
    launcher = ctx.actions.declare_file(ctx.label.name + ".sh")
    ctx.actions.expand_template(
        template = ctx.file._launcher,
        output = launcher,
        is_executable = True,
        substitutions = {
            "{{argument}}": argument.short_path,
            "{{node}}": node.short_path,
            "{{program}}": program.short_path,
            "{{target}}": display_label(ctx.label),
            "{{workspace}}": ctx.workspace_name,
        },
    )
    return DefaultInfo(
        executable = launcher,
        runfiles = ctx.runfiles(files = [argument, node, program] + files),
    )

def check_settings(ctx, settings):
    """Writes the settings of a check, which are its argument.

    Args:
        ctx: of the rule.
        settings: dict: paths of files, as they are in the runfiles, and values.

    Returns:
        File: JSON.
    """
    file = ctx.actions.declare_file(ctx.label.name + ".settings.json")
    ctx.actions.write(file, json.encode_indent(settings | {"label": display_label(ctx.label)}))
    return file
