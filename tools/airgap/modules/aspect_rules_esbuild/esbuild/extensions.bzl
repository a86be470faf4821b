"""The module extension that brings esbuild."""

load("//esbuild/private:repositories.bzl", "esbuild_repository", "esbuild_toolchains_repository")

def _esbuild_impl(module_ctx):
    for module in module_ctx.modules:
        for tag in module.tags.toolchain:
            esbuild_repository(name = tag.name + "_linux-x64", version = tag.esbuild_version)
            esbuild_toolchains_repository(name = tag.name + "_toolchains", repository = tag.name + "_linux-x64")

esbuild = module_extension(
    implementation = _esbuild_impl,
    tag_classes = {
        "toolchain": tag_class(attrs = {
            "esbuild_version": attr.string(doc = "Exact version of esbuild.", mandatory = True),
            "name": attr.string(default = "esbuild", doc = "Base name of the repositories."),
        }),
    },
)
