"""The Node.js toolchain rule and its provider."""

NodeInfo = provider(
    doc = "The Node.js of a toolchain.",
    fields = {
        "node": "File: the Node.js executable.",
        "node_path": "Path of a Node.js outside of Bazel; always empty here.",
        "tool_files": "Files that running `node` needs.",
    },
)

def _nodejs_toolchain_impl(ctx):
    node = ctx.file.node
    default = DefaultInfo(
        files = depset([node]),
        runfiles = ctx.runfiles(files = [node]),
    )
    template_variables = platform_common.TemplateVariableInfo({"NODE_PATH": node.path})
    return [
        default,
        template_variables,
        platform_common.ToolchainInfo(
            default = default,
            nodeinfo = NodeInfo(
                node = node,
                node_path = "",
                tool_files = [node],
            ),
            template_variables = template_variables,
        ),
    ]

nodejs_toolchain = rule(
    implementation = _nodejs_toolchain_impl,
    attrs = {
        "node": attr.label(
            allow_single_file = True,
            cfg = "exec",
            doc = "The Node.js executable.",
            executable = True,
            mandatory = True,
        ),
    },
    doc = "Defines a Node.js toolchain.",
)
