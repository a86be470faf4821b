import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { difference } from "./difference";
import { goldenText } from "./text";

/**
 * Program of `cloudformation_golden_test`: compares a template with its golden file, or, with `--write`, writes that in the
 * workspace.
 */
function main(): void {
  const { values } = parseArgs({
    options: {
      template: { type: "string" },
      golden: { type: "string" },
      update: { type: "string" },
      write: { type: "boolean", default: false },
    },
  });
  const { golden, template, update, write } = values;
  if (template === undefined || golden === undefined || update === undefined)
    throw new Error("the golden test needs --template, --golden and --update");
  const actual = goldenText(readFileSync(template, "utf8"));
  if (write) {
    const workspace = process.env.BUILD_WORKSPACE_DIRECTORY;
    if (workspace === undefined) throw new Error(`start it by Bazel: ./bazelw run ${update}`);
    writeFileSync(join(workspace, golden), actual);
    process.stderr.write(`wrote ${golden}\n`);
    return;
  }
  const lines = existsSync(golden)
    ? difference(readFileSync(golden, "utf8"), actual)
    : [`there is no ${golden} yet`];
  if (lines.length === 0) return;
  process.stderr.write(
    `the template differs from ${golden} (-):\n${lines.join("\n")}\n` +
      `if the change is intended, run: ./bazelw run ${update}\n`,
  );
  process.exitCode = 1;
}

try {
  main();
} catch (error) {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
}
