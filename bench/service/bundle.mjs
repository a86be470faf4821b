// Bundles a program of this folder that imports npm packages which are not in the workspace's lockfile.
//
//   ./bazelw run //bench/service:bundle -- MODULES ENTRY OUTPUT
//
// MODULES is a node_modules folder with those packages and esbuild; ENTRY is a path in the workspace. Sources and all other packages are
// those in Bazel's runfiles. The metafile is `<OUTPUT>.meta.json`.
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import config from "../../tools/lambda/private/esbuild.config.mjs";

const [modules, entry, output] = process.argv.slice(2);
const esbuild = createRequire(join(modules, "bench.js"))("esbuild");

// The options that `lambda_bundle` passes to esbuild, with those of `bundle` in //tools/typescript:defs.bzl.
const { metafile } = await esbuild.build({
  bundle: true,
  entryPoints: [entry],
  external: [
    "@aws-sdk/credential-provider-ini",
    "@aws-sdk/credential-provider-process",
    "@aws-sdk/credential-provider-sso",
    "@aws-sdk/credential-provider-web-identity",
  ],
  format: "cjs",
  logLevel: "warning",
  metafile: true,
  minify: true,
  nodePaths: [modules],
  outfile: output,
  platform: "node",
  sourcemap: "external",
  target: "node24",
  tsconfigRaw: "{}",
  ...config,
});
writeFileSync(`${output}.meta.json`, JSON.stringify(metafile));
