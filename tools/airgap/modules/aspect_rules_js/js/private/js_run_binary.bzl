"""js_run_binary: a js_binary as a build action."""

load(":copy_to_bin.bzl", "copy_files_to_bin_actions")
load(":gather.bzl", "gather_inputs")
load(":js_binary.bzl", "run_binary_action")

def _js_run_binary_impl(ctx):
    srcs = copy_files_to_bin_actions(ctx, ctx.files.srcs)
    env = {name: ctx.expand_make_variables("env", ctx.expand_location(value, ctx.attr.srcs), {}) for name, value in ctx.attr.env.items()}
    arguments = ctx.actions.args()
    for arg in ctx.attr.args_:
        arguments.add(ctx.expand_make_variables("args", ctx.expand_location(arg, ctx.attr.srcs), {}))
    run_binary_action(
        ctx,
        executable = ctx.executable.tool,
        arguments = [arguments],
        inputs = depset(srcs, transitive = [gather_inputs(ctx.attr.srcs, sources = True)]),
        outputs = ctx.outputs.outs,
        env = env,
        mnemonic = ctx.attr.mnemonic,
        progress_message = ctx.attr.progress_message or None,
    )
    return DefaultInfo(
        files = depset(ctx.outputs.outs),
        runfiles = ctx.runfiles(files = ctx.outputs.outs),
    )

_js_run_binary = rule(
    implementation = _js_run_binary_impl,
    attrs = {
        "args_": attr.string_list(),
        "env": attr.string_dict(),
        "mnemonic": attr.string(),
        "outs": attr.output_list(),
        "progress_message": attr.string(),
        "srcs": attr.label_list(allow_files = True),
        "tool": attr.label(cfg = "exec", executable = True, mandatory = True),
    },
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
        tool = tool,
        srcs = srcs,
        outs = outs,
        args_ = args,
        env = env,
        mnemonic = mnemonic,
        progress_message = progress_message or "",
        **kwargs
    )
