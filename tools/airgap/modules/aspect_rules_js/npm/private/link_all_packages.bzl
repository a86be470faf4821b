"""The targets that npm_link_all_packages makes."""

load(":package_store.bzl", "package_closure", "package_link", "package_store")

def _store_target(store_name):
    return ".aspect_rules_js/node_modules/" + store_name

# buildifier: disable=unnamed-macro
def link_all_packages(lock, archive):
    """Makes the package store, and a link for each direct dependency of the workspace.

    Args:
        lock: what read_lockfile returned.
        archive: a function from the name of a package's repository to the Label of its archive.
    """
    if native.package_name():
        fail("npm_link_all_packages: only the root package's node_modules is supported by the stand-in, not //{}".format(native.package_name()))
    packages = lock["packages"]
    for package in packages.values():
        package_store(
            name = _store_target(package["storeName"]),
            src = archive(package["repository"]),
            links = {
                "{}={}".format(name, packages[key]["name"]): packages[key]["storeName"]
                for name, key in package["dependencies"].items()
            },
            package = package["name"],
            store_name = package["storeName"],
            tags = ["manual"],
            version = package["version"],
        )
    for name, key in lock["direct"].items():
        package = packages[key]
        closure = _store_target(package["storeName"]) + "/closure"
        if not native.existing_rule(closure):
            package_closure(
                name = closure,
                src = _store_target(package["storeName"]),
                closure = [_store_target(packages[reached]["storeName"]) for reached in package["closure"]],
                tags = ["manual"],
                visibility = ["//visibility:public"],
            )
        package_link(
            name = "node_modules/" + name,
            src = closure,
            package = name,
            tags = ["manual"],
            visibility = ["//visibility:public"],
        )
