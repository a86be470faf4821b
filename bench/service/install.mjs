import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY } from "../../e2e/support/checkout.mjs";
import { run } from "../../e2e/support/command.mjs";

/** Packages that make Express a Lambda handler. */
const EXPRESS = { express: "5.3.0", "serverless-http": "4.0.0" };

/** Installs them and the workspace's esbuild into a folder, without running any install script. Returns the folder of the modules. */
export async function installExpress(folder) {
  const [, esbuild] = /esbuild_version = "([^"]+)"/.exec(
    readFileSync(join(REPOSITORY, "MODULE.bazel"), "utf8"),
  );
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ private: true, dependencies: { ...EXPRESS, esbuild } }),
  );
  const ended = await run("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: folder });
  if (ended.code !== 0) throw new Error(ended.text());
  return join(folder, "node_modules");
}
