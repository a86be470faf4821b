"""Repositories of esbuild and of its toolchain."""

load("@aspect_rules_js//npm:registry.bzl", "tarball_url")

# Integrity in the npm registry of `esbuild` and of its binary for this platform, by version.
_INTEGRITY = {
    "0.28.0": {
        "esbuild": "sha512-sNR9MHpXSUV/XB4zmsFKN+QgVG82Cc7+/aaxJ8Adi8hyOac+EXptIp45QBPaVyX3N70664wRbTcLTOemCAnyqw==",
        "@esbuild/linux-x64": "sha512-us0dSb9iFxIi8srnpl931Nvs65it/Jd2a2K3qs7fz2WfGPHqzfzZTfec7oxZJRNPXPnNYZtanmRc4AL/JwVzHQ==",
    },
}

def _esbuild_repository_impl(rctx):
    version = rctx.attr.version
    if version not in _INTEGRITY:
        fail("esbuild {} is not in the table of {}".format(version, Label("//esbuild/private:repositories.bzl")))
    for package, integrity in _INTEGRITY[version].items():
        rctx.download_and_extract(
            url = tarball_url(rctx, package, version),
            integrity = integrity,
            output = package.split("/")[-1],
            stripPrefix = "package",
        )
    rctx.file("BUILD.bazel", """\
load("@aspect_rules_esbuild//esbuild:toolchain.bzl", "esbuild_toolchain")

esbuild_toolchain(
    name = "toolchain",
    binary = "linux-x64/bin/esbuild",
    library = ["esbuild/lib/main.js", "esbuild/package.json"],
    visibility = ["//visibility:public"],
)
""")

esbuild_repository = repository_rule(
    implementation = _esbuild_repository_impl,
    attrs = {"version": attr.string(doc = "Version of esbuild.", mandatory = True)},
    doc = "esbuild's JavaScript API and its binary.",
)

def _esbuild_toolchains_repository_impl(rctx):
    rctx.file("BUILD.bazel", """\
toolchain(
    name = "linux-x64_toolchain",
    exec_compatible_with = [
        "@platforms//os:linux",
        "@platforms//cpu:x86_64",
    ],
    toolchain = "@{}//:toolchain",
    toolchain_type = "@aspect_rules_esbuild//esbuild:toolchain_type",
)
""".format(rctx.attr.repository))

esbuild_toolchains_repository = repository_rule(
    implementation = _esbuild_toolchains_repository_impl,
    attrs = {"repository": attr.string(mandatory = True)},
    doc = "Registers an esbuild repository as a toolchain.",
)
