// Bundles a program of this folder that imports npm packages which are not in the workspace's lockfile.
//
//   ./bazelw run //bench/service:bundle -- MODULES ENTRY OUTPUT
//
// MODULES is a node_modules folder with those packages and esbuild; ENTRY is a path in the workspace. Sources and all other packages are
// those in Bazel's runfiles. The metafile is `<OUTPUT>.meta.json`.
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [modules, entry, output] = process.argv.slice(2);
const esbuild = createRequire(join(modules, "bench.js"))("esbuild");

// What `lambda_bundle` gives to esbuild: `bundle` and `NODE_CONFIG` of //tools/typescript:defs.bzl.
const { metafile } = await esbuild.build({
  bundle: true,
  entryPoints: [entry],
  format: "cjs",
  keepNames: true,
  legalComments: "none",
  logLevel: "warning",
  mainFields: ["module", "main"],
  metafile: true,
  minify: true,
  nodePaths: [modules],
  outfile: output,
  platform: "node",
  sourcemap: "external",
  supported: { "dynamic-import": false },
  target: "node24",
  tsconfigRaw: "{}",
});
writeFileSync(`${output}.meta.json`, JSON.stringify(metafile));
