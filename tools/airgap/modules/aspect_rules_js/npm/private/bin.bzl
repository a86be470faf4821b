"""Macros for the programs of an npm package."""

load("//js:defs.bzl", "js_binary", "js_run_binary", "js_test")
load("//js:directory_path.bzl", "DirectoryPathInfo")
load(":package_store.bzl", "NpmPackageStoreInfo")

def _entry_point_impl(ctx):
    info = ctx.attr.store[NpmPackageStoreInfo]
    return [
        DefaultInfo(files = depset([info.package_store_directory])),
        DirectoryPathInfo(directory = info.package_store_directory, path = ctx.attr.path),
    ]

_entry_point = rule(
    implementation = _entry_point_impl,
    attrs = {
        "path": attr.string(doc = "The program's script, in the package."),
        "store": attr.label(providers = [NpmPackageStoreInfo]),
    },
)

def _program(rule, store, path):
    def macro(name, data = [], **kwargs):
        _entry_point(
            name = name + "__entry_point",
            path = path,
            store = store,
            tags = ["manual"],
            testonly = kwargs.get("testonly", rule == js_test),
        )
        rule(
            name = name,
            data = data + [store],
            entry_point = ":{}__entry_point".format(name),
            **kwargs
        )

    return macro

# buildifier: disable=unnamed-macro
def bin_factory(store_name, bins):
    """Macros for each program of a package: `<program>`, `<program>_binary`, `<program>_test`.

    Args:
        store_name: the package's name in the store.
        bins: paths of scripts in the package, by program.

    Returns:
        A struct of macros.
    """
    store = "@@//:.aspect_rules_js/node_modules/{}/closure".format(store_name)
    macros = {}
    for program, path in bins.items():
        name = program.replace("-", "_").replace(".", "_")
        binary = _program(js_binary, store, path)
        macros[name + "_binary"] = binary
        macros[name + "_test"] = _program(js_test, store, path)

        def _run(name, binary = binary, **kwargs):
            binary(name = name + "__js_binary", tags = ["manual"])
            js_run_binary(name = name, tool = name + "__js_binary", **kwargs)

        macros[name] = _run
    return struct(**macros)
