"""js_run_binary: a js_binary as a build action."""

load(":copy_to_bin.bzl", "copy_files_to_bin_actions")
load(":gather.bzl", "gather_inputs")
load(":js_binary.bzl", "JsBinaryInfo")

_NODE = "@rules_nodejs//nodejs:toolchain_type"

def _js_run_binary_impl(ctx):
    node = ctx.toolchains[_NODE].nodeinfo.node
    tool = ctx.attr.tool[JsBinaryInfo]
    srcs = copy_files_to_bin_actions(ctx, ctx.files.srcs)

    def expand(attribute, value):
        return ctx.expand_make_variables(attribute, ctx.expand_location(value, ctx.attr.srcs), {})

    # As in the real rule, the program's own files are those of the output tree that it writes to, which is its working directory.
    arguments = ctx.actions.args()
    arguments.add(ctx.file._enter)
    arguments.add(node)
    arguments.add("--require")
    arguments.add(ctx.file._fs_patch)
    arguments.add("--preserve-symlinks-main")
    arguments.add_all(tool.node_options)
    arguments.add(tool.entry_point)
    arguments.add_all(tool.fixed_args)
    arguments.add_all([expand("args", arg) for arg in ctx.attr.program_args])
    ctx.actions.run(
        executable = "/bin/sh",
        arguments = [arguments],
        env = {"BAZEL_BINDIR": ctx.bin_dir.path} | tool.env | {name: expand("env", value) for name, value in ctx.attr.env.items()},
        inputs = depset(
            srcs + [node, ctx.file._enter, ctx.file._fs_patch],
            transitive = [tool.files, gather_inputs(ctx.attr.srcs, sources = True)],
        ),
        mnemonic = ctx.attr.mnemonic,
        outputs = ctx.outputs.outs,
        progress_message = ctx.attr.progress_message or None,
    )
    return DefaultInfo(
        files = depset(ctx.outputs.outs),
        runfiles = ctx.runfiles(files = ctx.outputs.outs),
    )

_js_run_binary = rule(
    implementation = _js_run_binary_impl,
    attrs = {
        "env": attr.string_dict(),
        "mnemonic": attr.string(),
        "outs": attr.output_list(),
        "program_args": attr.string_list(),
        "progress_message": attr.string(),
        "srcs": attr.label_list(allow_files = True),
        "tool": attr.label(mandatory = True, providers = [JsBinaryInfo]),
        "_enter": attr.label(
            allow_single_file = True,
            default = Label("//js/private:enter_bindir.sh"),
        ),
        "_fs_patch": attr.label(
            allow_single_file = True,
            default = Label("//js/private:fs_patch.cjs"),
        ),
    },
    toolchains = [_NODE],
)

def js_run_binary(name, tool, srcs = [], outs = [], args = [], env = {}, mnemonic = "JsRunBinary", progress_message = None, **kwargs):
    """Runs a js_binary in the bin directory to make files.

    Args:
        name: name of the target.
        tool: the js_binary.
        srcs: inputs; source files are copied to the output tree.
        outs: files that the program writes.
        args: its arguments; `$(location)` and make variables are expanded.
        env: its environment.
        mnemonic: one word that describes the action.
        progress_message: what Bazel shows while it runs.
        **kwargs: attributes that all rules have.
    """
    _js_run_binary(
        name = name,
        env = env,
        mnemonic = mnemonic,
        outs = outs,
        program_args = args,
        progress_message = progress_message or "",
        srcs = srcs,
        tool = tool,
        **kwargs
    )
