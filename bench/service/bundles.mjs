import { mkdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY } from "../../e2e/support/checkout.mjs";
import { run } from "../../e2e/support/command.mjs";
import { contentsOf } from "./contents.mjs";

const BIN = join(REPOSITORY, "bazel-bin");

const TARGETS = [
  ...["//services/orders:bundle", "//bench/service:hono"].flatMap((bundle) => [bundle, `${bundle}.esbuild`]),
  "//bench/service:pillars.esbuild",
  "//tools/lambda/pack:packer.js",
];

/**
 * Bundles of the same endpoints in three frames, by name: `{javascript, bytes, zipBytes, contents}`; and the JavaScript path of the cases
 * by pillar.
 *
 * @param {{node: string, modules: string, folder: string}} options `modules`: where Express is installed
 */
export async function buildBundles({ node, modules, folder }) {
  await bazelw("build", "--output_groups=+zip", ...TARGETS);
  const orders = bazelBundle("services/orders/bundle");
  const hono = bazelBundle("bench/service/hono");

  const bundle = async (entry, name) => {
    mkdirSync(join(folder, name));
    const output = join(folder, name, "index.js");
    await bazelw("run", "//bench/service:bundle", "--", modules, `bench/service/${entry}`, output);
    return output;
  };
  // Express is bundled as Bazel bundles the others if the same way reproduces Bazel's bundle of hono.
  const again = await bundle("hono/main.ts", "hono");
  if (!readFileSync(again).equals(readFileSync(hono.javascript)))
    throw new Error(
      "bench/service/bundle.mjs and lambda_bundle make different bundles; make their options equal",
    );
  const javascript = await bundle("express/main.mjs", "express");
  const zip = join(folder, "express.zip");
  const packing = await run(
    node,
    [
      join(BIN, "tools/lambda/pack/packer.js"),
      `--bundle=${javascript}`,
      `--metafile=${javascript}.meta.json`,
      "--handler=index.handler",
      "--label=//bench/service:express",
      `--zip=${zip}`,
      `--digest=${join(folder, "express.digest.json")}`,
    ],
    { cwd: folder },
  );
  if (packing.code !== 0) throw new Error(packing.text());
  return {
    frames: {
      "ferry (orders)": orders,
      "plain hono": hono,
      express: described(javascript, `${javascript}.meta.json`, zip),
    },
    pillars: join(BIN, "bench/service/pillars.js"),
  };
}

function bazelBundle(path) {
  return described(
    join(BIN, `${path}.js`),
    join(BIN, `${path}.esbuild_metadata.json`),
    join(BIN, `${path}.zip`),
  );
}

function described(javascript, metafile, zip) {
  return {
    javascript,
    bytes: statSync(javascript).size,
    zipBytes: statSync(zip).size,
    contents: contentsOf(JSON.parse(readFileSync(metafile, "utf8"))),
  };
}

async function bazelw(...args) {
  const ended = await run(join(REPOSITORY, "bazelw"), args, { cwd: REPOSITORY });
  if (ended.code !== 0) throw new Error(ended.text());
}
