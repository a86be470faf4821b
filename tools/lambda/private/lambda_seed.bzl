"""lambda_seed: items for the tables of a service."""

load("@aspect_rules_js//js:defs.bzl", "js_run_binary")
load(":label.bzl", "display_label")

def lambda_seed(name, srcs, template, **kwargs):
    """Items that a deploy writes into the tables of a service whose stack it creates, checked against the keys of these tables.

    Args:
        name: name of the target; the file is `<name>.items.json`.
        srcs: files `<logical id of a table>.json` of this package, each an array of items in plain JSON.
        template: the file of the service's template.
        **kwargs: attributes that all rules have.
    """
    label = display_label(native.package_relative_label(name))
    out = name + ".items.json"
    js_run_binary(
        name = name,
        srcs = srcs + [template],
        outs = [out],
        args = [
            "--template",
            "$(rootpath {})".format(template),
            "--label",
            label,
            "--out",
            "$(rootpath {})".format(out),
        ] + ["$(rootpath {})".format(src) for src in srcs],
        mnemonic = "LambdaSeed",
        progress_message = "Checking seeds " + label,
        tool = Label("//tools/lambda/seed"),
        **kwargs
    )
