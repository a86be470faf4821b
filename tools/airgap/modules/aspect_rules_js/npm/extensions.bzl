"""The module extension that makes targets of the packages in a pnpm lockfile."""

load("//npm/private:hub_repository.bzl", "hub_repository")
load("//npm/private:lockfile.bzl", "read_lockfile")
load("//npm/private:package_repository.bzl", "package_repository")

def _npm_impl(module_ctx):
    for module in module_ctx.modules:
        for tag in module.tags.npm_translate_lock:
            lock = read_lockfile(module_ctx, tag.pnpm_lock)

            # All peer variants of a package share one repository; direct dependencies of the workspace have macros for their programs.
            repositories = {}
            for package in lock["packages"].values():
                if package["isDirect"] or package["repository"] not in repositories:
                    repositories[package["repository"]] = package
            for package in repositories.values():
                package_repository(
                    name = package["repository"],
                    package = package["name"],
                    version = package["version"],
                    integrity = package["integrity"],
                    bins = package["hasBin"] and package["isDirect"],
                    store_name = package["storeName"],
                )
            hub_repository(name = tag.name, lock = json.encode(lock))

npm = module_extension(
    implementation = _npm_impl,
    tag_classes = {
        "npm_translate_lock": tag_class(attrs = {
            "name": attr.string(doc = "Name of the repository that BUILD files load from.", mandatory = True),
            "npmrc": attr.label(doc = "The workspace's .npmrc. Not read here: the registry comes from npm's own configuration, by bazelw."),
            "pnpm_lock": attr.label(doc = "pnpm-lock.yaml, version 9.", mandatory = True),
        }),
    },
)
