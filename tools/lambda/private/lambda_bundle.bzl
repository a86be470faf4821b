"""lambda_bundle: one Lambda function's deployment package."""

load("//tools/typescript:defs.bzl", "bundle")
load(":label.bzl", "display_label")
load(":lambda_bundle_info.bzl", "LambdaBundleInfo")
load(":lambda_sbom.bzl", "lambda_sbom")

_NODE = "@rules_nodejs//nodejs:toolchain_type"

# Where the AWS SDK's clients look for credentials after the environment, which is where Lambda puts those of the function's role:
# on laptops and servers, by profiles, sign-ons and tokens. They bring clients of their own, 117 kB that no function runs. Should it
# come to that, Lambda's Node.js runtime has them, as it has all of the SDK
# (https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html#nodejs-sdk-included).
RUNTIME_CREDENTIAL_PROVIDERS = [
    "@aws-sdk/credential-provider-ini",
    "@aws-sdk/credential-provider-process",
    "@aws-sdk/credential-provider-sso",
    "@aws-sdk/credential-provider-web-identity",
]

def _one(files, suffix, label):
    found = [file for file in files if file.basename.endswith(suffix)]
    if len(found) != 1:
        fail("{} must make one file that ends in {}, and makes {}".format(label, suffix, [file.basename for file in found]))
    return found[0]

def _lambda_package_impl(ctx):
    node = ctx.toolchains[_NODE].nodeinfo
    outputs = ctx.files.bundle
    bundle = _one(outputs, ".js", ctx.attr.bundle.label)
    metafile = _one(outputs, "_metadata.json", ctx.attr.bundle.label)
    source_map = _one(outputs, ".js.map", ctx.attr.bundle.label)
    zip = ctx.actions.declare_file(ctx.label.name + ".zip")
    digest = ctx.actions.declare_file(ctx.label.name + ".digest.json")

    arguments = ctx.actions.args()
    arguments.add(ctx.file._packer)
    arguments.add("--bundle", bundle)
    arguments.add("--metafile", metafile)
    arguments.add("--handler", ctx.attr.handler)
    arguments.add("--label", display_label(ctx.label))
    arguments.add("--zip", zip)
    arguments.add("--digest", digest)
    ctx.actions.run(
        executable = node.node,
        arguments = [arguments],
        inputs = [ctx.file._packer, bundle, metafile],
        mnemonic = "LambdaPack",
        outputs = [zip, digest],
        progress_message = "Packing Lambda function %{label}",
        toolchain = _NODE,
    )
    return [
        # Not the zip: the target stands for the identity of the bundle, and the zip may stay in the remote cache.
        DefaultInfo(files = depset([digest])),
        LambdaBundleInfo(
            digest = digest,
            handler = ctx.attr.handler,
            javascript = bundle,
            metafile = metafile,
            source_map = source_map,
            zip = zip,
        ),
        OutputGroupInfo(
            metafile = depset([metafile]),
            source_map = depset([source_map]),
            zip = depset([zip]),
            # esbuild strips types and does not check them. Bazel does, beside it: what does not type-check fails to build.
            _validation = depset(transitive = [target[OutputGroupInfo].typecheck for target in ctx.attr.typecheck]),
        ),
    ]

_lambda_package = rule(
    implementation = _lambda_package_impl,
    attrs = {
        "bundle": attr.label(
            doc = "An `esbuild` target with a metafile and an external source map.",
            mandatory = True,
        ),
        "handler": attr.string(
            doc = "`<file>.<export>`, as in the function's configuration.",
            mandatory = True,
        ),
        "typecheck": attr.label_list(
            doc = "`ts_project` targets that type-check the bundle's sources.",
        ),
        "_packer": attr.label(
            allow_single_file = True,
            default = Label("//tools/lambda/pack:packer.js"),
        ),
    },
    doc = "Packs one JavaScript file into a byte-deterministic zip.",
    toolchains = [_NODE],
)

def lambda_bundle(name, entry_point, srcs, deps, typecheck, handler = "index.handler", target = "node24", external = RUNTIME_CREDENTIAL_PROVIDERS, **kwargs):
    """A Lambda function's deployment package: one bundled, minified file in a byte-deterministic zip.

    esbuild reads the TypeScript sources themselves, as ES modules: what is not used is left out, and the bundle does not wait for
    tsc. Type checking runs beside it as a validation action, and a type error fails whatever is built or run with the bundle.

    The target's default output is a digest file. The zip is in the output group `zip`, esbuild's metafile in `metafile`, and
    the source map, which is not in the zip, in `source_map`. The bill of materials is the target `<name>.sbom`.

    Args:
        name: name of the target; the zip is `<name>.zip` and the digest file `<name>.digest.json`.
        entry_point: the one of `srcs` that exports the handler.
        srcs: TypeScript or JavaScript sources of this package.
        deps: what they import: linked npm packages, and `ts_project` or `js_library` targets of other packages.
        typecheck: `ts_project` targets that type-check `srcs`.
        handler: `index.<export>`. The build fails if the bundle does not export it.
        target: what esbuild compiles for; the Node.js version of the function's runtime.
        external: modules that the runtime provides and that are left out; the AWS SDK's credential providers that no function
            needs, unless given. A function that gets credentials by `@aws-sdk/credential-providers` gives `[]`.
        **kwargs: attributes that all rules have.
    """
    bundle(
        name = name + ".esbuild",
        srcs = srcs,
        config = Label("//tools/lambda/private:esbuild_config"),
        entry_point = entry_point,
        external = external,
        metafile = True,
        output = name + ".js",
        sources_content = True,
        tags = kwargs.get("tags", []) + ["manual"],
        target = target,
        testonly = kwargs.get("testonly", False),
        deps = deps,
    )
    _lambda_package(
        name = name,
        bundle = name + ".esbuild",
        handler = handler,
        typecheck = typecheck,
        **kwargs
    )
    lambda_sbom(
        name = name + ".sbom",
        bundle = name,
        deps = deps,
        **kwargs
    )
    native.filegroup(
        name = name + ".digest",
        srcs = [name],
        **kwargs
    )
