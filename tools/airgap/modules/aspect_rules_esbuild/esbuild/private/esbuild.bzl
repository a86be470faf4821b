"""esbuild: bundles JavaScript into one file."""

load("@aspect_rules_js//js:libs.bzl", "js_lib_helpers")
load("@aspect_rules_js//js:providers.bzl", "JsInfo", "js_info")

def _bin_relative(ctx, file):
    if file.path.startswith(ctx.bin_dir.path + "/"):
        return file.path.removeprefix(ctx.bin_dir.path + "/")
    return "../" * len(ctx.bin_dir.path.split("/")) + file.path

def _esbuild_impl(ctx):
    node = ctx.toolchains["@rules_nodejs//nodejs:toolchain_type"].nodeinfo
    esbuild = ctx.toolchains["@aspect_rules_esbuild//esbuild:toolchain_type"].esbuildinfo
    entry_point = js_lib_helpers.copy_file_to_bin_action(ctx, ctx.file.entry_point)
    options = {
        "bundle": True,
        "define": ctx.attr.define,
        "entryPoints": [_bin_relative(ctx, entry_point)],
        "external": ctx.attr.external,
        "logLevel": "warning",
        "logLimit": 0,
        "metafile": ctx.attr.metafile,
        "outfile": _bin_relative(ctx, ctx.outputs.output),
        "platform": ctx.attr.platform,
        "preserveSymlinks": False,
        "sourcesContent": ctx.attr.sources_content,
        "target": ctx.attr.target,
        # The real rule passes an empty tsconfig.json to esbuild too: what it bundles is JavaScript.
        "tsconfigRaw": "{}",
    }
    if ctx.attr.sourcemap:
        options["sourcemap"] = ctx.attr.sourcemap
    if ctx.attr.format:
        options["format"] = ctx.attr.format
    if ctx.attr.minify:
        options["minify"] = True
    else:
        # As in the real rule: annotations of purity count only when minifying.
        options["ignoreAnnotations"] = True

    outputs = [ctx.outputs.output] + ([ctx.outputs.output_map] if ctx.outputs.output_map else [])
    options_file = ctx.actions.declare_file(ctx.label.name + ".args.json")
    ctx.actions.write(options_file, json.encode_indent(options))
    inputs = [entry_point, options_file, ctx.file._launcher]

    arguments = ctx.actions.args()
    arguments.add_all([ctx.file._launcher, esbuild.library])
    arguments.add("--esbuild_args=" + _bin_relative(ctx, options_file))
    if ctx.attr.metafile:
        metafile = ctx.actions.declare_file(ctx.label.name + "_metadata.json")
        outputs.append(metafile)
        arguments.add("--metafile=" + _bin_relative(ctx, metafile))
    if ctx.file.config:
        config = js_lib_helpers.copy_file_to_bin_action(ctx, ctx.file.config)
        inputs.append(config)
        arguments.add("--config_file=" + _bin_relative(ctx, config))

    ctx.actions.run(
        executable = node.node,
        arguments = [arguments],
        env = {
            "BAZEL_BINDIR": ctx.bin_dir.path,
            "ESBUILD_BINARY_PATH": esbuild.binary.path,
        },
        inputs = depset(
            inputs + esbuild.tool_files + js_lib_helpers.copy_files_to_bin_actions(ctx, ctx.files.srcs),
            transitive = [js_lib_helpers.gather_inputs(ctx.attr.srcs + ctx.attr.deps, sources = True)],
        ),
        mnemonic = "esbuild",
        outputs = outputs,
        progress_message = "Bundling Javascript {} [esbuild]".format(_bin_relative(ctx, entry_point)),
    )
    files = depset(outputs)
    return [
        DefaultInfo(
            files = files,
            # With the npm packages of `deps`, bundled or not, as in the real rule.
            runfiles = js_lib_helpers.gather_runfiles(
                ctx,
                sources = files,
                data = ctx.attr.data,
                data_files = ctx.files.data,
                deps = ctx.attr.srcs + ctx.attr.deps,
            ),
        ),
        js_info(target = ctx.label, sources = files, transitive_sources = files),
    ]

_esbuild = rule(
    implementation = _esbuild_impl,
    attrs = {
        "config": attr.label(allow_single_file = True, doc = "A module whose default export holds further options."),
        "data": attr.label_list(allow_files = True, doc = "Runtime dependencies."),
        "define": attr.string_dict(doc = "Replacements of global identifiers."),
        "deps": attr.label_list(doc = "What is needed to build the bundle.", providers = [JsInfo]),
        "entry_point": attr.label(allow_single_file = True, doc = "The bundle's entry point.", mandatory = True),
        "external": attr.string_list(doc = "Names of modules that are left out."),
        "format": attr.string(values = ["iife", "cjs", "esm", ""]),
        "metafile": attr.bool(doc = "Whether esbuild writes `<name>_metadata.json`."),
        "minify": attr.bool(),
        "output": attr.output(doc = "The bundle."),
        "output_map": attr.output(doc = "Its source map."),
        "platform": attr.string(default = "browser", values = ["node", "browser", "neutral", ""]),
        "sourcemap": attr.string(values = ["linked", "external", "inline", "both"]),
        "sources_content": attr.bool(),
        "srcs": attr.label_list(allow_files = True, doc = "Sources for esbuild."),
        "target": attr.string_list(default = ["es2015"], doc = "What the bundle must run on."),
        "_launcher": attr.label(allow_single_file = True, default = Label("//esbuild/private:launcher.cjs")),
    },
    toolchains = [
        "@rules_nodejs//nodejs:toolchain_type",
        "@aspect_rules_esbuild//esbuild:toolchain_type",
    ],
)

def _config_impl(ctx):
    ctx.actions.write(ctx.outputs.out, ctx.attr.content)

_write_config = rule(
    implementation = _config_impl,
    attrs = {"content": attr.string(), "out": attr.output()},
)

def esbuild(name, config = None, output = None, sourcemap = "linked", target = ["es2015"], **kwargs):
    """Bundles JavaScript with esbuild into `<name>.js`.

    Args:
        name: name of the target, and of its outputs.
        config: a module with further options, or a dict of them.
        output: name of the bundle.
        sourcemap: what esbuild makes of the source map; `<output>.map` unless it is `inline` or empty.
        target: what the bundle must run on.
        **kwargs: attributes of the rule.
    """
    if type(config) == "dict":
        config_file = "_{}_config.mjs".format(name)
        _write_config(
            name = "_{}_write_config".format(name),
            content = "export default\n{}\n".format(json.encode(config)),
            out = config_file,
        )
        config = config_file
    output = output or name + ".js"
    _esbuild(
        name = name,
        config = config,
        output = output,
        output_map = output + ".map" if sourcemap and sourcemap != "inline" else None,
        sourcemap = sourcemap,
        target = [target] if type(target) == "string" else target,
        **kwargs
    )
