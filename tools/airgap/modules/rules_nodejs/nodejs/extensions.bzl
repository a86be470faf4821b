"""The module extension that brings Node.js."""

load("//nodejs/private:repositories.bzl", "DEFAULT_VERSION", "node_repository", "node_toolchains_repository")

def _node_impl(module_ctx):
    # The root module comes first in `modules`: its version wins, as in the real extension.
    version = None
    for module in module_ctx.modules:
        for tag in module.tags.toolchain:
            version = version or tag.node_version
    node_repository(name = "nodejs_linux_amd64", version = version)
    node_toolchains_repository(name = "nodejs_toolchains")

node = module_extension(
    implementation = _node_impl,
    tag_classes = {
        "toolchain": tag_class(attrs = {
            "node_version": attr.string(
                default = DEFAULT_VERSION,
                doc = "Version of the Node.js interpreter.",
            ),
        }),
    },
)
