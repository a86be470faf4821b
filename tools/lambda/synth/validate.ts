import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { describe, findErrors } from "./validator";

/** The program of the validation action of `cloudformation_stack`; its output only says that the template passed. */
function main(): void {
  const { values } = parseArgs({
    options: { template: { type: "string" }, label: { type: "string" }, out: { type: "string" } },
  });
  const { template, label, out } = values;
  if (template === undefined || label === undefined || out === undefined) {
    throw new Error("the validator needs --template, --label and --out");
  }
  const errors = findErrors(readFileSync(template, "utf8"), template);
  for (const error of errors) process.stderr.write(`${label}: ${template}: ${describe(error)}\n`);
  if (errors.length > 0) process.exitCode = 1;
  else writeFileSync(out, "valid\n");
}

try {
  main();
} catch (error) {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
}
