"""cloudformation_stack: a CloudFormation template from a CDK program."""

load("@aspect_rules_js//js:defs.bzl", "js_run_binary")
load(":cloudformation_stack_info.bzl", "CloudFormationStackInfo")
load(":label.bzl", "display_label")

def _template_impl(ctx):
    return [
        DefaultInfo(files = depset([ctx.file.template])),
        CloudFormationStackInfo(template = ctx.file.template),
        # Checked in an action of its own, which Bazel runs beside everything else and which fails the build.
        OutputGroupInfo(_validation = depset([ctx.file.validation])),
    ]

_template = rule(
    implementation = _template_impl,
    attrs = {
        "template": attr.label(allow_single_file = [".json"], mandatory = True),
        "validation": attr.label(allow_single_file = True, mandatory = True),
    },
    doc = "A synthesized template and the outcome of its validation.",
)

def cloudformation_stack(name, entry_point, deps, service, functions, **kwargs):
    """A CloudFormation template, synthesized by a CDK program in a build action and validated against CloudFormation's schemas.

    One template serves every environment: what differs between them is a parameter. The template holds no code of functions.

    Args:
        name: name of the target; the template is `<name>.template.json`.
        entry_point: path in this package of the compiled JavaScript file that exports `stack(app)`: an output of one of `deps`.
        deps: `ts_project` or `js_library` targets with the CDK program, and `aws-cdk-lib`.
        service: name of the service: the stack of environment `dev` is called `dev-<service>`.
        functions: handlers of the functions, by their names without the environment: the template must have these functions and no
            others, and each must have the handler that its bundle exports.
        **kwargs: attributes that all rules have.
    """
    label = display_label(native.package_relative_label(name))
    template = name + ".template.json"
    js_run_binary(
        name = name + ".synth",
        srcs = deps,
        outs = [template],
        args = [
            "--stack",
            "{}/{}".format(native.package_name(), entry_point),
            "--service",
            service,
            "--functions",
            ",".join(["{}={}".format(function, handler) for function, handler in functions.items()]),
            "--label",
            label,
            "--template",
            "$(rootpath {})".format(template),
        ],
        mnemonic = "CloudFormationSynth",
        progress_message = "Synthesizing CloudFormation template " + label,
        tags = ["manual"],
        tool = Label("//tools/lambda/synth"),
    )
    js_run_binary(
        name = name + ".validate",
        srcs = [template],
        outs = [name + ".validation"],
        args = [
            "--template",
            "$(rootpath {})".format(template),
            "--label",
            label,
            "--out",
            "$(rootpath {}.validation)".format(name),
        ],
        mnemonic = "CloudFormationValidate",
        progress_message = "Validating CloudFormation template " + label,
        tags = ["manual"],
        tool = Label("//tools/lambda/synth:validate"),
    )
    _template(
        name = name,
        template = template,
        validation = name + ".validation",
        **kwargs
    )
