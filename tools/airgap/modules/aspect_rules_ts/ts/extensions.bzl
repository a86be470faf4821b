"""The module extension that brings the TypeScript compiler."""

load("//ts/private:typescript_repository.bzl", "typescript_repository")

_TOOLCHAIN = tag_class(attrs = {
    "name": attr.string(default = "npm_typescript", doc = "Name of the repository."),
    "version_from": attr.label(doc = "package.json that pins an exact version of typescript.", mandatory = True),
})

def _typescript_impl(module_ctx):
    for module in module_ctx.modules:
        for tag in module.tags.deps + module.tags.toolchain:
            typescript_repository(name = tag.name, version_from = tag.version_from)

typescript = module_extension(
    implementation = _typescript_impl,
    tag_classes = {
        "deps": _TOOLCHAIN,
        # The only name of it in rules_ts 4, for a MODULE.bazel that is on its way there.
        "toolchain": _TOOLCHAIN,
    },
)
