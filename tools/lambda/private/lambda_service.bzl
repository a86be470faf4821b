"""lambda_service: what would be deployed of a bounded context."""

load(":cloudformation_stack_info.bzl", "CloudFormationStackInfo")
load(":label.bzl", "display_label")
load(":lambda_bundle_info.bzl", "LambdaBundleInfo")
load(":lambda_service_info.bzl", "LambdaServiceInfo")

def _write_manifest(ctx, manifest):
    """Writes what the deployer has to know; its schema is in tools/deploy/manifest."""
    file = ctx.actions.declare_file(ctx.label.name + ".manifest.json")
    ctx.actions.write(file, json.encode_indent(manifest | {"version": 1}))
    return file

def _lambda_service_impl(ctx):
    template = ctx.attr.stack[CloudFormationStackInfo].template
    bundles = [(bundle, bundle[LambdaBundleInfo], name) for bundle, name in ctx.attr.functions.items()]
    seed = [ctx.file.seed] if ctx.file.seed else []
    manifest = _write_manifest(ctx, {
        "functions": [{
            "digestFile": info.digest.short_path,
            "metafile": info.metafile.path,
            "mnemonic": "LambdaPack",
            "name": name,
            "outputGroup": "zip",
            "sourceMap": info.source_map.path,
            "target": display_label(bundle.label),
            "zip": info.zip.path,
        } for bundle, info, name in bundles],
        "service": ctx.attr.service,
        "stack": {
            "target": display_label(ctx.attr.stack.label),
            "template": template.short_path,
        },
        "target": display_label(ctx.label),
    } | ({"seed": ctx.file.seed.short_path} if seed else {}))
    built = depset([template] + seed + [info.digest for _, info, _ in bundles])
    return [
        DefaultInfo(files = depset([manifest], transitive = [built])),
        LambdaServiceInfo(
            built = built,
            manifest = manifest,
            name = ctx.attr.service,
            sboms = {name: sbom[DefaultInfo].files.to_list()[0] for sbom, name in ctx.attr.sboms.items()},
        ),
    ]

_lambda_service = rule(
    implementation = _lambda_service_impl,
    attrs = {
        "functions": attr.label_keyed_string_dict(
            doc = "`lambda_bundle` targets, each with the name of its function, without the environment.",
            mandatory = True,
            providers = [LambdaBundleInfo],
        ),
        "seed": attr.label(
            allow_single_file = [".json"],
            doc = "A `lambda_seed` target: items for the tables of a new stack.",
        ),
        "service": attr.string(
            doc = "Name of the service: the stack of environment `dev` is called `dev-<service>`.",
            mandatory = True,
        ),
        "sboms": attr.label_keyed_string_dict(
            doc = "`lambda_sbom` targets, each with the name of its function. They are built where they are asked for.",
        ),
        "stack": attr.label(
            doc = "A `cloudformation_stack` target.",
            mandatory = True,
            providers = [CloudFormationStackInfo],
        ),
    },
    doc = "A stack and its functions, as they would be deployed.",
    provides = [LambdaServiceInfo],
)

def _lambda_service_names_impl(ctx):
    manifest = _write_manifest(ctx, {
        "functions": [{"name": name, "target": target} for target, name in ctx.attr.functions.items()],
        "service": ctx.attr.service,
        "stack": {"target": ctx.attr.stack},
        "target": ctx.attr.target,
    })
    return [
        DefaultInfo(files = depset([manifest])),
        LambdaServiceInfo(built = depset(), manifest = manifest, name = ctx.attr.service, sboms = {}),
    ]

# Labels are strings here: were they dependencies, their validation actions would run, and a service could not be destroyed or
# rolled back while its sources do not type-check.
_lambda_service_names = rule(
    implementation = _lambda_service_names_impl,
    attrs = {
        "functions": attr.string_dict(
            doc = "Labels of `lambda_bundle` targets, each with the name of its function.",
            mandatory = True,
        ),
        "service": attr.string(
            doc = "Name of the service.",
            mandatory = True,
        ),
        "stack": attr.string(
            doc = "Label of the `cloudformation_stack` target.",
            mandatory = True,
        ),
        "target": attr.string(
            doc = "Label of the `lambda_service` target.",
            mandatory = True,
        ),
    },
    doc = "The names of a service, which need no build.",
    provides = [LambdaServiceInfo],
)

def _sbom(bundle):
    """The bill of materials beside a bundle, whichever way the bundle's label is written: `//services/x` is `//services/x:x`."""
    label = native.package_relative_label(bundle)
    return label.same_package_label(label.name + ".sbom")

def lambda_service(name, service, stack, functions, seed = None, **kwargs):
    """A stack and its functions, which are deployed together. `lambda_deploy` carries one or many of them to an environment.

    Building it builds all that would be deployed, and checks it. `:<name>.names` is the same service for verbs that need no build:
    it depends on nothing.

    Args:
        name: name of the target; the deployer's manifest is `<name>.manifest.json`.
        service: name of the service: the stack of environment `dev` is called `dev-<service>`.
        stack: a `cloudformation_stack` target.
        functions: `lambda_bundle` targets, each with the name of its function, without the environment.
        seed: a `lambda_seed` target, if tables of a new stack get items.
        **kwargs: attributes that all rules have.
    """
    label = lambda target: display_label(native.package_relative_label(target))
    _lambda_service(
        name = name,
        functions = functions,
        sboms = {_sbom(bundle): function for bundle, function in functions.items()},
        seed = seed,
        service = service,
        stack = stack,
        **kwargs
    )
    _lambda_service_names(
        name = name + ".names",
        functions = {label(bundle): function for bundle, function in functions.items()},
        service = service,
        stack = label(stack),
        target = label(name),
        **kwargs
    )
