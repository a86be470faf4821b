"""lambda_deploy: a program that operates services in an environment."""

load(":label.bzl", "display_label")
load(":lambda_service_info.bzl", "LambdaServiceInfo")
load(":verbs.bzl", "VERBS")

_NODE = "@rules_nodejs//nodejs:runtime_toolchain_type"

def _lambda_deploy_impl(ctx):
    node = ctx.toolchains[_NODE].nodeinfo.node
    services = [service[LambdaServiceInfo] for service in ctx.attr.services]
    manifests = [service.manifest for service in services]
    arguments = ["--manifest '{}'".format(manifest.short_path) for manifest in manifests]
    if ctx.attr.complete:
        arguments.append("--all")
    launcher = ctx.actions.declare_file(ctx.label.name)
    ctx.actions.expand_template(
        template = ctx.file._launcher,
        output = launcher,
        is_executable = True,
        substitutions = {
            "{{arguments}}": " ".join(arguments),
            "{{deployer}}": ctx.file._deployer.short_path,
            "{{environments}}": ctx.file.environments.short_path,
            "{{local}}": ctx.file._local.short_path,
            "{{node}}": node.short_path,
            "{{target}}": display_label(ctx.label),
            "{{verb}}": ctx.attr.verb,
            "{{workspace}}": ctx.workspace_name,
        },
    )
    return DefaultInfo(
        executable = launcher,
        # `bazel run` downloads all runfiles, so no zip may be among them: only what says which zip is meant.
        runfiles = ctx.runfiles(
            files = [
                ctx.file._deployer,
                ctx.file._local,
                ctx.file._local_bootstrap,
                ctx.file.environments,
                node,
            ] + manifests + ([ctx.file._resource_types] if VERBS[ctx.attr.verb] else []),
            transitive_files = depset(transitive = [service.built for service in services]),
        ),
    )

_lambda_deploy = rule(
    implementation = _lambda_deploy_impl,
    attrs = {
        "complete": attr.bool(
            doc = "Whether `services` are all that the repository has, so that what else stands in an environment is in it no longer.",
        ),
        "environments": attr.label(
            allow_single_file = [".json"],
            default = Label("//platform:environments.json"),
            doc = "The environments, and what each allows.",
        ),
        "services": attr.label_list(
            doc = "`lambda_service` targets, or their names.",
            mandatory = True,
            providers = [LambdaServiceInfo],
        ),
        "verb": attr.string(
            doc = "What `bazel run` does.",
            mandatory = True,
            values = VERBS.keys(),
        ),
        "_deployer": attr.label(
            allow_single_file = True,
            default = Label("//tools/deploy:deployer.js"),
        ),
        "_launcher": attr.label(
            allow_single_file = True,
            default = Label("//tools/lambda/private:launcher.sh.tpl"),
        ),
        "_local": attr.label(
            allow_single_file = True,
            default = Label("//tools/local:local.js"),
        ),
        # The local account looks for it beside its own program.
        "_local_bootstrap": attr.label(
            allow_single_file = True,
            default = Label("//tools/local:bootstrap.js"),
        ),
        # The deployer looks for it beside its own program.
        "_resource_types": attr.label(
            allow_single_file = True,
            default = Label("//tools/deploy:resource-types.json"),
        ),
    },
    doc = "A program for `bazel run` that operates services in an environment.",
    executable = True,
    toolchains = [_NODE],
)

def lambda_deploy(name, services, verb = "deploy", **kwargs):
    """A program for `bazel run` that operates one or many services in an environment.

    It downloads no bundle to find out what is to be done: it compares digests, and fetches the zips that changed when it uploads
    them. Verbs that work by names only, such as `destroy`, build nothing of the services, and check no types.

    Args:
        name: name of the target.
        services: labels of `lambda_service` targets.
        verb: a command of the deployer.
        **kwargs: `environments`, a file like //platform:environments.json, which is the default; `complete`, whether the repository has no
            other services; and attributes that all rules have.
    """
    if not VERBS.get(verb, True):
        labels = [native.package_relative_label(service) for service in services]
        services = [label.same_package_label(label.name + ".names") for label in labels]
    _lambda_deploy(
        name = name,
        services = services,
        verb = verb,
        **kwargs
    )
