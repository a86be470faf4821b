"""bundle_test and bundle_contents: whether a bundle loads, how large it is, and what is in it."""

load(":check.bzl", "CHECK_ATTRS", "CHECK_TOOLCHAINS", "check", "check_program", "check_settings")
load(":lambda_bundle_info.bzl", "LambdaBundleInfo")

_BUNDLE = attr.label(
    doc = "A `lambda_bundle` target.",
    mandatory = True,
    providers = [LambdaBundleInfo],
)

def _bundle_test_impl(ctx):
    bundle = ctx.attr.bundle[LambdaBundleInfo]
    settings = check_settings(ctx, {
        "bundle": bundle.javascript.short_path,
        "handler": bundle.handler,
        "metafile": bundle.metafile.short_path,
        "probe": ctx.file._probe.short_path,
        "sizeBudgetKb": ctx.attr.size_budget_kb,
    })
    return check(ctx, ctx.file._program, settings, [bundle.javascript, bundle.metafile, ctx.file._probe])

_bundle_test = rule(
    implementation = _bundle_test_impl,
    attrs = CHECK_ATTRS | {
        "bundle": _BUNDLE,
        "size_budget_kb": attr.int(
            default = 1000,
            doc = "What the JavaScript may have, minified and not zipped, in kB of 1000 bytes.",
        ),
        "_probe": check_program("probe"),
        "_program": check_program("bundle_check"),
    },
    doc = "Loads a bundle as Lambda does, and weighs it.",
    test = True,
    toolchains = CHECK_TOOLCHAINS,
)

def bundle_test(name, bundle, size_budget_kb = 1000, tags = [], **kwargs):
    """Tests that a bundle loads in a process of its own, without environment variables and without a network, that it exports its handler, and that it keeps to its budget.

    Its report says what is in the bundle, by npm package and by folder.

    Args:
        name: name of the target.
        bundle: a `lambda_bundle` target.
        size_budget_kb: what the JavaScript may have, minified and not zipped, in kB of 1000 bytes.
        tags: of the test.
        **kwargs: attributes that all tests have.
    """
    _bundle_test(
        name = name,
        size = "small",
        bundle = bundle,
        size_budget_kb = size_budget_kb,
        tags = tags + ["block-network"],
        **kwargs
    )

def _bundle_contents_impl(ctx):
    return check(ctx, ctx.file._program, ctx.attr.bundle[LambdaBundleInfo].metafile, [])

bundle_contents = rule(
    implementation = _bundle_contents_impl,
    attrs = CHECK_ATTRS | {
        "bundle": _BUNDLE,
        "_program": check_program("bundle_contents"),
    },
    doc = "A program for `bazel run` that shows what is in a bundle, by npm package and by folder.",
    executable = True,
    toolchains = CHECK_TOOLCHAINS,
)
