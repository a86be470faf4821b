"""The TypeScript compiler as a repository."""

load("@aspect_rules_js//npm:registry.bzl", "tarball_url")

# Integrity of `typescript` in the npm registry, by version.
_INTEGRITY = {
    "5.9.3": "sha512-jl1vZzPDinLr9eUt3J/t7V6FgNEw9QjvBPdysz9KfQDD41fQrC2Y4vKQdiaUpFT4bXlb1RHhLpp8wtm6M5TgSw==",
    "6.0.3": "sha512-y2TvuxSZPDyQakkFRPZHKFm+KKVqIisdg9/CZwm9ftvKXLP8NRWj38/ODjNbr43SsoXqNuAisEf1GdCxqWcdBw==",
}

_BUILD = """\
load("@aspect_rules_js//js:defs.bzl", "js_binary")

package(default_visibility = ["//visibility:public"])

# Without the messages in other languages, in folders of lib/.
_TYPESCRIPT = ["package.json"] + glob(["lib/*.js", "lib/*.d.ts"])

js_binary(
    name = "tsc",
    data = _TYPESCRIPT,
    entry_point = "lib/tsc.js",
)

js_binary(
    name = "validator",
    data = _TYPESCRIPT,
    entry_point = "validator.cjs",
)
"""

def _typescript_repository_impl(rctx):
    manifest = json.decode(rctx.read(rctx.attr.version_from))
    version = (manifest.get("devDependencies", {}) | manifest.get("dependencies", {})).get("typescript")
    if version not in _INTEGRITY:
        fail("{} needs typescript {}, but only the exact versions {} are known".format(
            rctx.attr.version_from,
            version,
            ", ".join(_INTEGRITY),
        ))
    rctx.download_and_extract(
        url = tarball_url(rctx, "typescript", version),
        integrity = _INTEGRITY[version],
        stripPrefix = "package",
    )
    rctx.file("validator.cjs", rctx.read(rctx.attr._validator))
    rctx.file("BUILD.bazel", _BUILD)

typescript_repository = repository_rule(
    implementation = _typescript_repository_impl,
    attrs = {
        "version_from": attr.label(mandatory = True),
        "_validator": attr.label(default = Label("//ts/private:validator.cjs")),
    },
    doc = "Downloads TypeScript; `:tsc` runs the compiler, `:validator` checks a ts_project against its tsconfig.json.",
)
