import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { loadCdk } from "./cdk";
import { check } from "./check";
import type { BuiltFunction } from "./functions";
import { StackProblem } from "./problem";
import { synthesize } from "./synthesize";

/** Nothing from outside may enter a template; validation is an action of its own. */
function isolate(): void {
  for (const name of Object.keys(process.env)) if (/^(CDK|AWS|JSII)_/.test(name)) delete process.env[name];
  process.env.CDK_VALIDATION = "false";
}

function required(value: string | undefined, flag: string): string {
  if (value === undefined || value === "") throw new StackProblem([`the synthesizer needs --${flag}`]);
  return value;
}

/** Functions of `orders=index.handler,reports`: names, each with the handler of its bundle if given. */
function parseFunctions(list: string): BuiltFunction[] {
  return list
    .split(",")
    .filter((item) => item !== "")
    .map((item) => {
      const [name = "", handler] = item.split("=");
      return handler === undefined ? { name } : { name, handler };
    });
}

/** What a stack module's own code threw, in one line with the place in it. */
function thrown(error: unknown): StackProblem {
  if (error instanceof StackProblem) return error;
  const { message, stack = "" } = error instanceof Error ? error : new Error(String(error));
  const places = [...stack.matchAll(/^ +at .*?\(?([^( ]+:\d+:\d+)\)?$/gm)].map(([, place = ""]) => place);
  // What the CDK refuses it throws itself: the place to fix is where the stack called it.
  const place =
    places.find((one) => !one.includes("/node_modules/") && !one.startsWith("node:")) ?? places[0];
  return new StackProblem([
    `it threw ${JSON.stringify(message)}${place ? ` at ${place}` : ""}; fix the stack`,
  ]);
}

/** The action program of `cloudformation_stack`: one stack module in, one template out. */
function main(): void {
  const { values } = parseArgs({
    options: {
      stack: { type: "string" },
      service: { type: "string" },
      functions: { type: "string", default: "" },
      label: { type: "string" },
      template: { type: "string" },
    },
  });
  const label = required(values.label, "label");
  const path = required(values.stack, "stack");
  const report = (line: string): boolean => process.stderr.write(`${label}: ${path}: ${line}\n`);
  try {
    isolate();
    const module = resolve(path);
    const template = synthesize(require(module), required(values.service, "service"), loadCdk(module));
    const text = check(template, parseFunctions(values.functions));
    writeFileSync(required(values.template, "template"), text);
  } catch (error) {
    for (const fault of thrown(error).faults) report(fault);
    process.exitCode = 1;
  }
}

try {
  main();
} catch (error) {
  process.stderr.write(`${error instanceof StackProblem ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
