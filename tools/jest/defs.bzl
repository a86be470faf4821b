"""jest_test: tests in TypeScript."""

load("@npm//:jest/package_json.bzl", jest = "bin")
load("//tools/typescript:defs.bzl", "ts_library")

def jest_test(name, srcs, deps, data = [], lib = "", size = "medium", **kwargs):
    """Compiles tests and runs them with jest.

    Args:
        name: name of the target; the compiled tests are `<name>_lib`.
        srcs: `*.test.ts` files, and files that they share.
        deps: what they import; `@jest/globals` need not be named.
        data: files that they read.
        lib: name of a `jest_library` of this package that compiles `srcs` among others, instead of `<name>_lib`. This test then
            runs again only if the output of tsc for `srcs` or `deps` changes.
        size: of the test.
        **kwargs: attributes of the test, such as `timeout` or `env`.
    """
    if lib:
        compiled = [src.removesuffix(".ts") + extension for src in srcs for extension in [".js", ".js.map"]]
        compiled += ["//:node_modules/@jest/globals"] + deps
    else:
        compiled = [":{}_lib".format(name)]
        jest_library(name = name + "_lib", srcs = srcs, deps = deps)
    jest.jest_test(
        name = name,
        size = size,
        args = ["--config=tools/jest/jest.config.js", "--colors=false", native.package_name() + "/"],
        data = data + compiled + [
            "//:package_json",
            "//tools/jest:config",
        ],
        **kwargs
    )

def jest_library(name, srcs, deps):
    """Compiles the tests of several `jest_test` at once, so that tsc reads their imports only once.

    Args:
        name: name of the target.
        srcs: `*.test.ts` files, and files that they share.
        deps: what they import; `@jest/globals` need not be named.
    """
    ts_library(
        name = name,
        testonly = True,
        srcs = srcs,
        deps = ["//:node_modules/@jest/globals"] + deps,
    )
