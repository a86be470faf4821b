"""sample_events: a program that writes a service's sample events."""

load("@aspect_rules_js//js:defs.bzl", "js_binary")

def sample_events(name, main, lib, **kwargs):
    """A program for `bazel run` that writes `events.json` beside the BUILD file: a sample event for each trigger of the service.

    They are made from what `defineService` was given. `:invoke -- --event NAME` sends them. What is in the file already stays.

    Args:
        name: name of the target.
        main: path in this package of the compiled JavaScript file that exports `handler`: an output of `lib`.
        lib: the `ts_project` target with the service's code.
        **kwargs: attributes that all rules have.
    """
    js_binary(
        name = name,
        args = [
            "--main={}/{}".format(native.package_name(), main),
            "--package=" + native.package_name(),
        ],
        data = [
            lib,
            Label("//tools/lambda/events:lib"),
        ],
        entry_point = Label("//tools/lambda/events:main.js"),
        **kwargs
    )
