"""triggers_test: whether a stack and the code agree on what invokes the function."""

load(":check.bzl", "CHECK_ATTRS", "CHECK_TOOLCHAINS", "check", "check_program", "check_settings")
load(":cloudformation_stack_info.bzl", "CloudFormationStackInfo")
load(":lambda_bundle_info.bzl", "LambdaBundleInfo")

def _triggers_test_impl(ctx):
    bundle = ctx.attr.bundle[LambdaBundleInfo]
    template = ctx.attr.stack[CloudFormationStackInfo].template
    settings = check_settings(ctx, {
        "bundle": bundle.javascript.short_path,
        "function": ctx.attr.function,
        "handler": bundle.handler,
        "probe": ctx.file._probe.short_path,
        "template": template.short_path,
    })
    return check(ctx, ctx.file._program, settings, [bundle.javascript, template, ctx.file._probe])

_triggers_test = rule(
    implementation = _triggers_test_impl,
    attrs = CHECK_ATTRS | {
        "bundle": attr.label(
            doc = "The function's `lambda_bundle`.",
            mandatory = True,
            providers = [LambdaBundleInfo],
        ),
        "function": attr.string(
            doc = "Name of the function, without the environment.",
            mandatory = True,
        ),
        "stack": attr.label(
            doc = "The `cloudformation_stack` that the function is in.",
            mandatory = True,
            providers = [CloudFormationStackInfo],
        ),
        "_probe": check_program("probe"),
        "_program": check_program("triggers_check"),
    },
    doc = "Compares the triggers of a stack with the handlers of the code.",
    test = True,
    toolchains = CHECK_TOOLCHAINS,
)

def triggers_test(name, stack, bundle, function, tags = [], **kwargs):
    """Tests that every route and every other trigger of a stack has a handler in the code, and the reverse.

    What the code handles is read from the bundle itself, which has to export a handler of `defineService`.

    Args:
        name: name of the target.
        stack: a `cloudformation_stack` target.
        bundle: the `lambda_bundle` of the function.
        function: name of the function, without the environment.
        tags: of the test.
        **kwargs: attributes that all tests have.
    """
    _triggers_test(
        name = name,
        size = "small",
        bundle = bundle,
        function = function,
        stack = stack,
        tags = tags + ["block-network"],
        **kwargs
    )
