"""ts_config: a tsconfig.json with the files that it extends."""

load("@aspect_rules_js//js:libs.bzl", "js_lib_helpers")

TsConfigInfo = provider(
    doc = "A tsconfig.json and the files that it extends.",
    fields = {"deps": "depset of all tsconfig.json files that the compiler needs"},
)

def _ts_config_impl(ctx):
    files = depset([js_lib_helpers.copy_file_to_bin_action(ctx, ctx.file.src)])
    extended = js_lib_helpers.copy_files_to_bin_actions(ctx, ctx.files.deps)
    return [
        DefaultInfo(files = files),
        js_lib_helpers.gather_js_info(ctx, files, depset(), ctx.attr.deps),
        TsConfigInfo(deps = depset(extended, transitive = [files] + [
            dep[TsConfigInfo].deps
            for dep in ctx.attr.deps
            if TsConfigInfo in dep
        ])),
    ]

ts_config = rule(
    implementation = _ts_config_impl,
    attrs = {
        "deps": attr.label_list(allow_files = True, doc = "tsconfig.json files that `src` extends."),
        "src": attr.label(allow_single_file = True, doc = "The tsconfig.json.", mandatory = True),
    },
    doc = "A tsconfig.json that targets of other packages can use.",
)
