"""What targets with JsInfo pass to their dependents."""

load(":copy_to_bin.bzl", "copy_files_to_bin_actions")
load(":js_info.bzl", "JsInfo", "js_info")

def _infos(targets):
    return [target[JsInfo] for target in targets if JsInfo in target]

def gather_js_info(ctx, sources, types, deps, data = []):
    """The JsInfo of a target that adds files to those of its dependencies.

    Args:
        ctx: the rule's context.
        sources: depset of the target's own sources.
        types: depset of the target's own declaration files.
        deps: targets whose transitive files are handed on.
        data: targets of which only the npm package stores are handed on.

    Returns:
        JsInfo.
    """
    infos = _infos(deps)
    return js_info(
        target = ctx.label,
        sources = sources,
        types = types,
        transitive_sources = depset(transitive = [sources] + [info.transitive_sources for info in infos]),
        transitive_types = depset(transitive = [types] + [info.transitive_types for info in infos]),
        npm_sources = depset(transitive = [info.npm_sources for info in infos]),
        npm_package_store_infos = depset(transitive = [info.npm_package_store_infos for info in infos + _infos(data)]),
    )

def gather_inputs(targets, sources = False, types = False):
    """Files that an action needs from its dependencies.

    Args:
        targets: the dependencies; npm packages always come whole.
        sources: whether their transitive sources are wanted.
        types: whether their transitive declaration files are wanted.

    Returns:
        A depset of Files.
    """
    infos = _infos(targets)
    return depset(transitive = (
        [info.npm_sources for info in infos] +
        ([info.transitive_sources for info in infos] if sources else []) +
        ([info.transitive_types for info in infos] if types else [])
    ))

def gather_runfiles(ctx, sources = None, data = [], deps = [], data_files = []):
    """Runfiles: `sources`, what `data` makes by default, and the runfiles of `data` and `deps`.

    Args:
        ctx: the rule's context.
        sources: depset of Files, or None.
        data: runtime dependencies: default outputs and runfiles.
        deps: other dependencies: runfiles only.
        data_files: files of `data`; source files among them are copied to the output tree.

    Returns:
        A runfiles object.
    """
    runfiles = ctx.runfiles(
        files = copy_files_to_bin_actions(ctx, data_files),
        transitive_files = depset(transitive = ([sources] if sources else []) + [gather_inputs(data, sources = True)] +
                                               [target[DefaultInfo].files for target in data if JsInfo in target]),
    )
    return runfiles.merge_all([target[DefaultInfo].default_runfiles for target in data + deps])
