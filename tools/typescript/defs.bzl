"""How TypeScript is compiled and bundled everywhere in this repository."""

load("@aspect_rules_esbuild//esbuild:defs.bzl", "esbuild")
load("@aspect_rules_js//js:defs.bzl", "js_library")
load("@aspect_rules_ts//ts:defs.bzl", "ts_project")
load("//tools/typescript/private:uncompiled.bzl", "uncompiled")

def ts_library(name, srcs, deps = [], **kwargs):
    """A `ts_project` with the workspace's tsconfig.json.

    It also provides its sources, for bundlers: see `bundle`.

    Args:
        name: name of the target.
        srcs: TypeScript sources of this package.
        deps: what they import; Node.js's own types need not be named.
        **kwargs: attributes that all rules have.
    """
    js_library(
        name = name + ".sources",
        srcs = srcs,
        **kwargs
    )
    ts_project(
        name = name,
        srcs = srcs,
        declaration = True,
        source_map = True,
        tsconfig = "//:tsconfig",
        deps = ["//:node_modules/@types/node", name + ".sources"] + deps,
        **kwargs
    )

# Options of esbuild for everything that runs on Node.js.
NODE_CONFIG = {
    # The npm packages have the licence texts, and a change of one must not change a digest.
    "legalComments": "none",
    # For packages with both ES modules and CommonJS: only ES modules can be tree-shaken.
    "mainFields": ["module", "main"],
    # `import("node:http")`, in the first request of the AWS SDK, makes Node.js load undici as well: 30 ms at each start. `require`
    # does not.
    "supported": {"dynamic-import": False},
}

def bundle(name, deps, **kwargs):
    """An `esbuild` for Node.js that reads TypeScript directly, also that of `ts_library` targets in `deps`.

    tsc compiles to CommonJS, for the tests: esbuild could not tree-shake that, would bundle CommonJS and ES modules of one npm package
    side by side, and would have to wait for tsc. Types are checked elsewhere.

    Args:
        name: name of the target.
        deps: what its sources import.
        **kwargs: attributes of `esbuild`.
    """
    uncompiled(
        name = name + ".deps",
        tags = ["manual"],
        testonly = kwargs.get("testonly", False),
        deps = deps,
    )
    esbuild(
        name = name,
        format = "cjs",
        minify = True,
        platform = "node",
        sourcemap = "external",
        deps = [name + ".deps"],
        **kwargs
    )

def node_bundle(name, srcs, entry_point, output, deps, config = NODE_CONFIG, **kwargs):
    """A program for Node.js in one file, with all its imports: it starts fast and needs no node_modules.

    esbuild reads TypeScript directly and does not check types: `srcs` have to be those of a `ts_library` too.

    Args:
        name: name of the target.
        srcs: TypeScript sources of this package.
        entry_point: the one of `srcs` that Node.js runs.
        output: name of the bundle; the source map is `<output>.map`.
        deps: what they import.
        config: options of esbuild that are not attributes of its rule.
        **kwargs: attributes of `esbuild`, such as `define`.
    """
    bundle(
        name = name,
        srcs = srcs,
        config = config,
        entry_point = entry_point,
        output = output,
        target = "node24",
        deps = deps,
        **kwargs
    )
