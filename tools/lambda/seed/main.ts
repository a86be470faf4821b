import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { compile } from "./compile";
import { SeedProblem } from "./problem";

/** The action program of `lambda_seed`: a template and `seed/*.json` in, what the deployer writes into tables out. */
function main(): void {
  const { values, positionals } = parseArgs({
    options: { label: { type: "string" }, out: { type: "string" }, template: { type: "string" } },
    allowPositionals: true,
  });
  const { label = "", out = "", template = "" } = values;
  try {
    const files = positionals.map((path) => ({ path, text: readFileSync(path, "utf8") }));
    const seed = compile(JSON.parse(readFileSync(template, "utf8")), files);
    writeFileSync(out, `${JSON.stringify(seed)}\n`);
  } catch (error) {
    if (!(error instanceof SeedProblem)) throw error;
    for (const fault of error.faults) process.stderr.write(`${label}: ${fault}\n`);
    process.exitCode = 1;
  }
}

main();
