import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CONTRACTS } from "../contracts";
import { dataSchema, schemaText } from "./data-schema";
import { releaseProblems } from "./release";
import { readReleased } from "./released";

const FOLDER = "platform/contracts/schemas";

/** Releases today's types: writes the schema of each into the checkout, unless what is released would not survive it. */
function main(): void {
  const { BUILD_WORKSPACE_DIRECTORY: workspace } = process.env;
  if (workspace === undefined)
    throw new Error("this is to be run by Bazel: ./bazelw run //platform/contracts:update");
  const folder = join(workspace, FOLDER);
  const current = CONTRACTS.map(({ type, data }) => ({ type, schema: dataSchema(data) }));
  const problems = releaseProblems(readReleased(folder), current);
  if (problems.length > 0) {
    process.stderr.write(`${problems.join("\n")}\n`);
    process.exitCode = 1;
    return;
  }
  let written = 0;
  for (const { type, schema } of current) {
    const file = `${type}.json`;
    const text = schemaText(schema);
    if (existsSync(join(folder, file)) && readFileSync(join(folder, file), "utf8") === text) continue;
    writeFileSync(join(folder, file), text);
    process.stderr.write(`wrote ${FOLDER}/${file}\n`);
    written += 1;
  }
  if (written === 0) process.stderr.write(`${FOLDER}: nothing new\n`);
}

main();
