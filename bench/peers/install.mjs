import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY } from "../../e2e/support/checkout.mjs";
import { run } from "../../e2e/support/command.mjs";

/** The peers; the CDK's library is that of this repository. */
const VERSIONS = { "aws-cdk": "2.1148.1", osls: "4.3.1" };

/** Installs the peers into a folder, without running any of their install scripts. Returns the folder of the modules. */
export async function installPeers(folder) {
  const { dependencies, devDependencies } = JSON.parse(
    readFileSync(join(REPOSITORY, "package.json"), "utf8"),
  );
  const ours = { ...dependencies, ...devDependencies };
  const library = { "aws-cdk-lib": ours["aws-cdk-lib"], constructs: ours.constructs };
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ private: true, dependencies: { ...VERSIONS, ...library } }),
  );
  const ended = await run("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: folder });
  if (ended.code !== 0) throw new Error(ended.text());
  return join(folder, "node_modules");
}
