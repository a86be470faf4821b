"""uncompiled: libraries as their TypeScript sources."""

load("@aspect_rules_js//js:providers.bzl", "JsInfo", "js_info")

# Outputs of tsc, by extension, with the extension of their source.
_COMPILED = {".js": ".ts", ".js.map": ".ts", ".mjs": ".mts", ".mjs.map": ".mts", ".cjs": ".cts", ".cjs.map": ".cts"}

def _source_path(file):
    for compiled, source in _COMPILED.items():
        if file.short_path.endswith(compiled):
            return file.short_path.removesuffix(compiled) + source
    return None

def _impl(ctx):
    infos = [dep[JsInfo] for dep in ctx.attr.deps]

    # First-party files only: npm packages are in `npm_sources`.
    files = depset(transitive = [info.transitive_sources for info in infos]).to_list()
    paths = {file.short_path: True for file in files}
    sources = depset([file for file in files if _source_path(file) not in paths])
    return [
        DefaultInfo(files = sources),
        js_info(
            target = ctx.label,
            npm_package_store_infos = depset(transitive = [info.npm_package_store_infos for info in infos]),
            npm_sources = depset(transitive = [info.npm_sources for info in infos]),
            sources = sources,
            transitive_sources = sources,
        ),
    ]

uncompiled = rule(
    implementation = _impl,
    attrs = {
        "deps": attr.label_list(
            doc = "Libraries, and linked npm packages.",
            providers = [JsInfo],
        ),
    },
    doc = "The files of `deps` for a bundler, without JavaScript that is compiled from a TypeScript source among them.",
    provides = [JsInfo],
)
