"""ts_project: type-checks and compiles with tsc."""

load("@aspect_rules_js//js:libs.bzl", "js_binary_lib", "js_lib_helpers")
load("@aspect_rules_js//js:providers.bzl", "JsInfo")
load(":ts_config.bzl", "TsConfigInfo")

# How the extension of a source changes in each kind of output.
_JS = {".ts": ".js", ".tsx": ".js", ".mts": ".mjs", ".cts": ".cjs"}
_DTS = {".ts": ".d.ts", ".tsx": ".d.ts", ".mts": ".d.mts", ".cts": ".d.cts"}

def _is_declaration(path):
    return path.endswith((".d.ts", ".d.mts", ".d.cts"))

def _outputs(srcs, extensions, suffix = ""):
    outs = []
    for src in srcs:
        base, dot, extension = src.rpartition(".")
        if not _is_declaration(src) and dot + extension in extensions:
            outs.append(base + extensions[dot + extension] + suffix)
    return outs

def _ts_project_impl(ctx):
    srcs = js_lib_helpers.copy_files_to_bin_actions(ctx, ctx.files.srcs)
    tsconfig = js_lib_helpers.copy_file_to_bin_action(ctx, ctx.file.tsconfig)
    config_files = [tsconfig]
    config_deps = [ctx.attr.tsconfig[TsConfigInfo].deps] if TsConfigInfo in ctx.attr.tsconfig else []
    tsconfig_path = tsconfig.short_path

    outputs = ctx.outputs.js_outs + ctx.outputs.map_outs + ctx.outputs.typings_outs
    arguments = ctx.actions.args()
    arguments.add_all(["--project", tsconfig_path, "--rootDir", ctx.label.package or "."])
    if not ctx.outputs.typings_outs:
        arguments.add_all(["--declaration", "false"])
    js_binary_lib.run_binary_action(
        ctx,
        executable = ctx.executable.tsc,
        arguments = [arguments],
        inputs = depset(
            srcs + config_files,
            transitive = config_deps + [js_lib_helpers.gather_inputs(ctx.attr.srcs + ctx.attr.deps + [ctx.attr.tsconfig], types = True)],
        ),
        mnemonic = "TsProject",
        outputs = outputs,
        progress_message = "Transpiling & type-checking TypeScript project {} [tsc -p {}]".format(ctx.label, tsconfig_path),
    )

    marker = ctx.actions.declare_file(ctx.label.name + "_params.validation")
    options = {
        "declaration": struct(attribute = "declaration", value = ctx.attr.declaration),
        "resolveJsonModule": struct(attribute = "resolve_json_module", value = ctx.attr.resolve_json_module),
        "sourceMap": struct(attribute = "source_map", value = ctx.attr.source_map),
    }
    js_binary_lib.run_binary_action(
        ctx,
        executable = ctx.executable.validator,
        arguments = [tsconfig_path, marker.short_path, str(ctx.label), json.encode(options)],
        inputs = depset(config_files, transitive = config_deps),
        mnemonic = "TsValidateOptions",
        outputs = [marker],
    )

    sources = depset(
        ctx.outputs.js_outs + ctx.outputs.map_outs + [src for src in srcs if src.path.endswith(".json")],
    )
    types = depset(ctx.outputs.typings_outs + [src for src in srcs if _is_declaration(src.path)])
    deps = ctx.attr.srcs + ctx.attr.deps
    return [
        DefaultInfo(
            files = sources if outputs else types,
            runfiles = js_lib_helpers.gather_runfiles(
                ctx,
                sources = sources,
                data = ctx.attr.data,
                data_files = ctx.files.data,
                deps = deps,
            ),
        ),
        js_lib_helpers.gather_js_info(ctx, sources, types, deps, ctx.attr.data),
        TsConfigInfo(deps = depset(config_files, transitive = config_deps)),
        OutputGroupInfo(
            types = types,
            typecheck = types if ctx.outputs.typings_outs else depset(ctx.outputs.js_outs),
            _validation = depset([marker]),
        ),
    ]

_ts_project = rule(
    implementation = _ts_project_impl,
    attrs = {
        "data": attr.label_list(allow_files = True, doc = "Files that programs need at run time."),
        "declaration": attr.bool(doc = "Whether the tsconfig sets `declaration`."),
        "deps": attr.label_list(doc = "Targets that provide declarations.", providers = [JsInfo]),
        "js_outs": attr.output_list(),
        "map_outs": attr.output_list(),
        "resolve_json_module": attr.bool(doc = "Whether the tsconfig sets `resolveJsonModule`."),
        "source_map": attr.bool(doc = "Whether the tsconfig sets `sourceMap`."),
        "srcs": attr.label_list(allow_files = True, doc = "TypeScript sources.", mandatory = True),
        "tsc": attr.label(cfg = "exec", executable = True, mandatory = True),
        "tsconfig": attr.label(allow_single_file = [".json"], mandatory = True),
        "typings_outs": attr.output_list(),
        "validator": attr.label(cfg = "exec", executable = True, mandatory = True),
    },
)

def ts_project(
        name,
        srcs,
        tsconfig = "tsconfig.json",
        deps = [],
        data = [],
        declaration = False,
        source_map = False,
        resolve_json_module = None,
        **kwargs):
    """Type-checks and compiles TypeScript; the outputs are beside the sources in the output tree.

    Args:
        name: name of the target.
        srcs: sources, as paths in this package.
        tsconfig: a tsconfig.json, or a ts_config target.
        deps: targets that provide declarations.
        data: files that programs need at run time.
        declaration: must be the tsconfig's `declaration`.
        source_map: must be the tsconfig's `sourceMap`.
        resolve_json_module: must be the tsconfig's `resolveJsonModule`.
        **kwargs: attributes that all rules have.
    """
    _ts_project(
        name = name,
        srcs = srcs,
        data = data,
        declaration = declaration,
        deps = deps,
        js_outs = _outputs(srcs, _JS),
        map_outs = _outputs(srcs, _JS, ".map") if source_map else [],
        resolve_json_module = resolve_json_module or False,
        source_map = source_map,
        tsc = "@npm_typescript//:tsc",
        tsconfig = tsconfig,
        typings_outs = _outputs(srcs, _DTS) if declaration else [],
        validator = "@npm_typescript//:validator",
        **kwargs
    )
