"""The esbuild toolchain rule."""

def _esbuild_toolchain_impl(ctx):
    return platform_common.ToolchainInfo(
        esbuildinfo = struct(
            binary = ctx.file.binary,
            library = ctx.files.library[0],
            tool_files = [ctx.file.binary] + ctx.files.library,
        ),
    )

esbuild_toolchain = rule(
    implementation = _esbuild_toolchain_impl,
    attrs = {
        "binary": attr.label(allow_single_file = True, doc = "esbuild's binary.", mandatory = True),
        "library": attr.label_list(allow_files = True, doc = "Its JavaScript API: the main file, then what it needs.", mandatory = True),
    },
    doc = "Defines an esbuild toolchain.",
)
