"""js_library: groups JavaScript files and their dependencies."""

load(":copy_to_bin.bzl", "copy_files_to_bin_actions")
load(":gather.bzl", "gather_js_info", "gather_runfiles")
load(":js_info.bzl", "JsInfo")

_DECLARATIONS = (".d.ts", ".d.ts.map", ".d.mts", ".d.mts.map", ".d.cts", ".d.cts.map")

def _js_library_impl(ctx):
    sources = []
    types = []
    for file in copy_files_to_bin_actions(ctx, ctx.files.srcs):
        if file.path.endswith(_DECLARATIONS):
            types.append(file)
        else:
            sources.append(file)
            if file.is_directory or file.path.endswith(".json"):
                types.append(file)

    infos = [src[JsInfo] for src in ctx.attr.srcs if JsInfo in src]
    sources = depset(sources, transitive = [info.sources for info in infos])
    types = depset(types, transitive = [info.types for info in infos])
    deps = ctx.attr.srcs + ctx.attr.deps
    runfiles = gather_runfiles(
        ctx,
        data = ctx.attr.data,
        data_files = ctx.files.data,
        deps = deps,
    )
    return [
        gather_js_info(ctx, sources, types, deps, ctx.attr.data),
        DefaultInfo(files = sources, runfiles = runfiles),
        OutputGroupInfo(runfiles = runfiles.files, types = types),
    ]

js_library = rule(
    implementation = _js_library_impl,
    attrs = {
        "data": attr.label_list(
            allow_files = True,
            doc = "Runtime dependencies of binaries and tests that depend on this target.",
        ),
        "deps": attr.label_list(
            doc = "Dependencies of this target.",
            providers = [JsInfo],
        ),
        "srcs": attr.label_list(
            allow_files = True,
            doc = "Source files; copied to the output tree.",
        ),
    },
    doc = "A library of JavaScript sources. Provides JsInfo.",
    provides = [DefaultInfo, JsInfo, OutputGroupInfo],
)
