"""One npm package's archive as a repository."""

load("//npm:registry.bzl", "tarball_url")

_BUILD = """\
exports_files(["package.tgz"])
"""

_BINS = """\
load("@aspect_rules_js//npm/private:bin.bzl", "bin_factory")

bin = bin_factory({store_name}, {bins})
"""

def _read_bins(rctx):
    rctx.extract("package.tgz", output = "package")
    [folder] = rctx.path("package").readdir()
    manifest = json.decode(rctx.read(folder.get_child("package.json")))
    rctx.delete("package")
    bins = manifest.get("bin", {})
    if type(bins) == "string":
        bins = {rctx.attr.package.split("/")[-1]: bins}
    return {name: path.removeprefix("./") for name, path in bins.items()}

def _package_repository_impl(rctx):
    rctx.download(
        url = tarball_url(rctx, rctx.attr.package, rctx.attr.version),
        output = "package.tgz",
        integrity = rctx.attr.integrity,
    )
    rctx.file("BUILD.bazel", _BUILD)
    if rctx.attr.bins:
        rctx.file("package_json.bzl", _BINS.format(
            bins = repr(_read_bins(rctx)),
            store_name = repr(rctx.attr.store_name),
        ))

package_repository = repository_rule(
    implementation = _package_repository_impl,
    attrs = {
        "bins": attr.bool(doc = "Whether package_json.bzl, with macros for the package's programs, is wanted."),
        "integrity": attr.string(doc = "Subresource integrity of the archive, from the lockfile.", mandatory = True),
        "package": attr.string(doc = "Name, with its scope.", mandatory = True),
        "store_name": attr.string(doc = "Name in the package store.", mandatory = True),
        "version": attr.string(doc = "Exact version.", mandatory = True),
    },
    doc = "Downloads a package. Its lifecycle scripts are never run.",
)
