import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { CONTRACTS } from "../contracts";
import { dataSchema, schemaText } from "./data-schema";
import { releaseProblems } from "./release";
import { readReleased } from "./released";

/** Releases today's types: writes the schema of each into the checkout, unless what is released would not survive it. */
function main(): void {
  const { BUILD_WORKSPACE_DIRECTORY: workspace } = process.env;
  if (workspace === undefined)
    throw new Error("this is to be run by Bazel: ./bazelw run //platform/contracts:update");
  const folder = join(workspace, "platform/contracts/schemas");
  const current = CONTRACTS.map(({ type, data }) => ({ type, schema: dataSchema(data) }));
  const problems = releaseProblems(readReleased(folder), current);
  if (problems.length > 0) {
    process.stderr.write(`${problems.join("\n")}\n`);
    process.exitCode = 1;
    return;
  }
  for (const { type, schema } of current) writeFileSync(join(folder, `${type}.json`), schemaText(schema));
}

main();
