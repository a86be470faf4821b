"""The repository that BUILD files load npm targets from."""

_DEFS = """\
load("@aspect_rules_js//npm/private:link_all_packages.bzl", "link_all_packages")

_LOCK = json.decode({lock})

def npm_link_all_packages(name = "node_modules", imported_links = []):
    \"\"\"Makes `:node_modules/<package>` for each package that the workspace names.

    Args:
        name: must be `node_modules`.
        imported_links: must be empty here.
    \"\"\"
    if name != "node_modules":
        fail("npm_link_all_packages: name must be 'node_modules', not '{{}}'".format(name))
    if imported_links:
        fail("npm_link_all_packages: imported_links is not supported by the stand-in")
    link_all_packages(_LOCK, archive = lambda repository: Label("@{{}}//:package.tgz".format(repository)))
"""

def _hub_repository_impl(rctx):
    lock = json.decode(rctx.attr.lock)
    rctx.file("BUILD.bazel", "")
    rctx.file("defs.bzl", _DEFS.format(lock = repr(rctx.attr.lock)))
    for name, key in lock["direct"].items():
        package = lock["packages"][key]
        if package["hasBin"]:
            rctx.file(name + "/package_json.bzl", 'load("@{}//:package_json.bzl", _bin = "bin")\n\nbin = _bin\n'.format(package["repository"]))

hub_repository = repository_rule(
    implementation = _hub_repository_impl,
    attrs = {"lock": attr.string(doc = "The lockfile, as read_lockfile.cjs prints it.", mandatory = True)},
    doc = "`defs.bzl` with npm_link_all_packages, and `<package>/package_json.bzl` for packages with programs.",
)
