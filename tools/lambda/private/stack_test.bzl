"""stack_test: checks a template, and shows how much room it has left under limits."""

load(":check.bzl", "CHECK_ATTRS", "CHECK_TOOLCHAINS", "check", "check_program", "check_settings")
load(":cloudformation_stack_info.bzl", "CloudFormationStackInfo")

def _stack_test_impl(ctx):
    template = ctx.attr.stack[CloudFormationStackInfo].template
    settings = check_settings(ctx, {
        "iamWildcards": ctx.attr.iam_wildcards,
        "maxUsagePercent": ctx.attr.max_usage_percent,
        "template": template.short_path,
    })
    return check(ctx, ctx.file._program, settings, [template])

stack_test = rule(
    implementation = _stack_test_impl,
    attrs = CHECK_ATTRS | {
        "iam_wildcards": attr.string_dict(
            doc = "What policies may have more than one of, with the reason: actions, such as `xray:PutTraceSegments`, managed " +
                  "policies by their names, or the text of a resource. An entry that nothing needs is a fault.",
        ),
        "max_usage_percent": attr.int(
            default = 80,
            doc = "Share of a limit of CloudFormation that the template may use, in percent.",
        ),
        "stack": attr.label(
            doc = "A `cloudformation_stack` target.",
            mandatory = True,
            providers = [CloudFormationStackInfo],
        ),
        "_program": check_program("stack_check"),
    },
    doc = "Tests a template: limits, wildcards in IAM policies, runtimes, log retention. Its report says what there is.",
    test = True,
    toolchains = CHECK_TOOLCHAINS,
)
