"""jest_test: tests in TypeScript."""

load("@npm//:jest/package_json.bzl", jest = "bin")
load("//tools/typescript:defs.bzl", "ts_library")

def jest_test(name, srcs, deps, data = [], size = "medium", **kwargs):
    """Compiles tests and runs them with jest.

    Args:
        name: name of the target; the compiled tests are `<name>_lib`.
        srcs: `*.test.ts` files, and what they share.
        deps: what they import; `@jest/globals` need not be named.
        data: files that they read.
        size: of the test.
        **kwargs: attributes of the test, such as `timeout` or `env`.
    """
    ts_library(
        name = name + "_lib",
        testonly = True,
        srcs = srcs,
        deps = ["//:node_modules/@jest/globals"] + deps,
    )
    jest.jest_test(
        name = name,
        size = size,
        args = ["--config=tools/jest/jest.config.js", "--colors=false", native.package_name() + "/"],
        data = data + [
            ":{}_lib".format(name),
            "//:package_json",
            "//tools/jest:config",
        ],
        **kwargs
    )
