"""lambda_sbom: what is inside of a Lambda function's deployment package, as a CycloneDX bill of materials."""

load("@aspect_rules_js//js:providers.bzl", "JsInfo")
load(":label.bzl", "display_label")
load(":lambda_bundle_info.bzl", "LambdaBundleInfo")

_NODE = "@rules_nodejs//nodejs:toolchain_type"

def _lambda_sbom_impl(ctx):
    node = ctx.toolchains[_NODE].nodeinfo
    bundle = ctx.attr.bundle[LambdaBundleInfo]
    bom = ctx.actions.declare_file(ctx.attr.bundle.label.name + ".cdx.json")

    arguments = ctx.actions.args()
    arguments.add(ctx.file._program)
    arguments.add("--digest", bundle.digest)
    arguments.add("--label", display_label(ctx.attr.bundle.label))
    arguments.add("--lockfile", ctx.file.lockfile)
    arguments.add("--metafile", bundle.metafile)
    arguments.add("--out", bom)
    arguments.add("--tree", ctx.bin_dir.path)
    ctx.actions.run(
        executable = node.node,
        arguments = [arguments],
        inputs = depset(
            [ctx.file._program, bundle.digest, bundle.metafile, ctx.file.lockfile],
            # For the licences, which only the packages themselves name.
            transitive = [dep[JsInfo].npm_sources for dep in ctx.attr.deps],
        ),
        mnemonic = "LambdaSbom",
        outputs = [bom],
        progress_message = "Writing the bill of materials of %{label}",
        toolchain = _NODE,
    )
    return DefaultInfo(files = depset([bom]))

lambda_sbom = rule(
    implementation = _lambda_sbom_impl,
    attrs = {
        "bundle": attr.label(
            doc = "A `lambda_bundle` target.",
            mandatory = True,
            providers = [LambdaBundleInfo],
        ),
        "deps": attr.label_list(
            doc = "What the bundle's sources import, as in its own `deps`: the npm packages among them say what their licences are.",
            providers = [JsInfo],
        ),
        "lockfile": attr.label(
            allow_single_file = [".yaml"],
            default = Label("//:pnpm-lock.yaml"),
            doc = "pnpm's lock file, which says what was published under each version, and what depends on what.",
        ),
        "_program": attr.label(
            allow_single_file = True,
            default = Label("//tools/lambda/sbom:sbom.js"),
        ),
    },
    doc = "The bill of materials of a `lambda_bundle`: `<bundle>.cdx.json`, in CycloneDX 1.6.",
    toolchains = [_NODE],
)
