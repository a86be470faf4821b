"""cloudformation_golden_test: a template as it was last agreed to."""

load("@aspect_rules_js//js:defs.bzl", "js_binary", "js_test")
load(":label.bzl", "display_label")

_PROGRAM = Label("//tools/lambda/golden:main.js")
_LIB = Label("//tools/lambda/golden:lib")

def cloudformation_golden_test(name, stack, golden, **kwargs):
    """Compares a template with a file that is kept with the sources, so that a change of it is seen by who makes and who reviews it.

    `bazel run` of `<name>.update` writes the file; the test fails with the difference and this command. The file need not exist
    yet.

    Args:
        name: name of the target.
        stack: a `cloudformation_stack` target.
        golden: path in this package of the golden file, by convention `*.golden.json`.
        **kwargs: attributes that all tests have.
    """
    update = name + ".update"
    args = [
        "--template=$(rootpath {})".format(stack),
        "--golden={}/{}".format(native.package_name(), golden),
        "--update={}".format(display_label(native.package_relative_label(update))),
    ]
    js_test(
        name = name,
        size = "small",
        args = args,
        data = [stack, _LIB] + native.glob([golden], allow_empty = True),
        entry_point = _PROGRAM,
        **kwargs
    )
    js_binary(
        name = update,
        args = args + ["--write"],
        data = [stack, _LIB],
        entry_point = _PROGRAM,
        tags = ["manual"],
    )
