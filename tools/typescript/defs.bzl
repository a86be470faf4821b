"""How TypeScript is compiled and bundled everywhere in this repository."""

load("@aspect_rules_esbuild//esbuild:defs.bzl", "esbuild")
load("@aspect_rules_ts//ts:defs.bzl", "ts_project")

def ts_library(name, srcs, deps = [], **kwargs):
    """A `ts_project` with the workspace's tsconfig.json.

    Args:
        name: name of the target.
        srcs: TypeScript sources of this package.
        deps: what they import; Node.js's own types need not be named.
        **kwargs: attributes that all rules have.
    """
    ts_project(
        name = name,
        srcs = srcs,
        declaration = True,
        source_map = True,
        tsconfig = "//:tsconfig",
        deps = ["//:node_modules/@types/node"] + deps,
        **kwargs
    )

def node_bundle(name, entry_point, output, deps, **kwargs):
    """A program for Node.js in one file, with all that it imports: it starts fast and needs no node_modules where it runs.

    Args:
        name: name of the target.
        entry_point: the compiled JavaScript file that Node.js runs.
        output: name of the bundle; the source map is `<output>.map`.
        deps: `ts_library` targets with the code.
        **kwargs: attributes of `esbuild`, such as `define`.
    """
    esbuild(
        name = name,
        entry_point = entry_point,
        format = "cjs",
        minify = True,
        output = output,
        platform = "node",
        sourcemap = "external",
        target = "node24",
        deps = deps,
        **kwargs
    )
