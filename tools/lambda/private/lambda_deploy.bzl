"""lambda_deploy: a program that carries a service to an environment."""

load(":cloudformation_stack_info.bzl", "CloudFormationStackInfo")
load(":label.bzl", "display_label")
load(":lambda_bundle_info.bzl", "LambdaBundleInfo")

_NODE = "@rules_nodejs//nodejs:runtime_toolchain_type"

def _manifest(ctx):
    """Writes what the deployer has to know; its schema is in tools/deploy/manifest."""
    functions = []
    for bundle, name in ctx.attr.functions.items():
        info = bundle[LambdaBundleInfo]
        functions.append({
            "digestFile": info.digest.short_path,
            "mnemonic": "LambdaPack",
            "name": name,
            "outputGroup": "zip",
            "target": display_label(bundle.label),
            "zip": info.zip.path,
        })
    manifest = ctx.actions.declare_file(ctx.label.name + ".manifest.json")
    ctx.actions.write(manifest, json.encode_indent({
        "functions": functions,
        "service": ctx.attr.service,
        "stack": {
            "target": display_label(ctx.attr.stack.label),
            "template": ctx.attr.stack[CloudFormationStackInfo].template.short_path,
        },
        "target": display_label(ctx.label),
        "version": 1,
    }))
    return manifest

def _lambda_deploy_impl(ctx):
    node = ctx.toolchains[_NODE].nodeinfo.node
    manifest = _manifest(ctx)
    launcher = ctx.actions.declare_file(ctx.label.name)
    ctx.actions.expand_template(
        template = ctx.file._launcher,
        output = launcher,
        is_executable = True,
        substitutions = {
            "{{deployer}}": ctx.file._deployer.short_path,
            "{{environments}}": ctx.file.environments.short_path,
            "{{local}}": ctx.file._local.short_path,
            "{{manifest}}": manifest.short_path,
            "{{node}}": node.short_path,
            "{{target}}": display_label(ctx.label),
            "{{verb}}": ctx.attr.verb,
            "{{workspace}}": ctx.workspace_name,
        },
    )
    return DefaultInfo(
        executable = launcher,
        # `bazel run` downloads all runfiles, so no zip may be among them: only what says which zip is meant.
        runfiles = ctx.runfiles(files = [
            ctx.attr.stack[CloudFormationStackInfo].template,
            ctx.file._deployer,
            ctx.file._local,
            ctx.file._local_bootstrap,
            ctx.file.environments,
            manifest,
            node,
        ] + [bundle[LambdaBundleInfo].digest for bundle in ctx.attr.functions]),
    )

lambda_deploy = rule(
    implementation = _lambda_deploy_impl,
    attrs = {
        "environments": attr.label(
            allow_single_file = [".json"],
            default = Label("//platform:environments.json"),
            doc = "The environments, and what each allows.",
        ),
        "functions": attr.label_keyed_string_dict(
            doc = "`lambda_bundle` targets, each with the name of its function, without the environment.",
            mandatory = True,
            providers = [LambdaBundleInfo],
        ),
        "service": attr.string(
            doc = "Name of the service: the stack of environment `dev` is called `dev-<service>`.",
            mandatory = True,
        ),
        "stack": attr.label(
            doc = "A `cloudformation_stack` target.",
            mandatory = True,
            providers = [CloudFormationStackInfo],
        ),
        "verb": attr.string(
            default = "deploy",
            doc = "What `bazel run` does.",
            values = ["deploy", "destroy", "invoke", "plan"],
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
    },
    doc = """A program for `bazel run` that carries a service to an environment.

It downloads no bundle to find out what is to be done: it compares digests, and fetches the zips that changed when it uploads them.
""",
    executable = True,
    toolchains = [_NODE],
)
