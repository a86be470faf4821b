import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { nodeBinary } from "../../node/node-binary";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "synth-test-"));
  // A stack module finds the CDK above itself, as a service's does.
  mkdirSync(join(folder, "node_modules"));
  const cdk = dirname(require.resolve("aws-cdk-lib/package.json"));
  symlinkSync(cdk, join(folder, "node_modules", "aws-cdk-lib"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const STACK = `
const { ServiceFunction } = require(${JSON.stringify(resolve(__dirname, "../../../platform/constructs/service-function.js"))});
const { ServiceStack } = require(${JSON.stringify(resolve(__dirname, "../../../platform/constructs/service-stack.js"))});
exports.stack = (app) => {
  const stack = new ServiceStack(app, "orders");
  new ServiceFunction(stack, "Orders", { name: "orders", environment: EXTRA });
  return stack;
};
`;

function run(name: string, source: string, { env = {}, functions = "orders" } = {}) {
  writeFileSync(join(folder, `${name}.js`), source);
  const program = resolve(__dirname, "main.js");
  const flags = ["--service=orders", `--functions=${functions}`, "--label=//services/orders:stack"];
  const result = spawnSync(
    nodeBinary(),
    [program, `--stack=${name}.js`, ...flags, `--template=${name}.template.json`],
    { cwd: folder, encoding: "utf8", env: { PATH: process.env.PATH ?? "", ...env } },
  );
  return { ...result, template: join(folder, `${name}.template.json`) };
}

describe("the synthesizer's program", () => {
  test("writes the same template whatever is in the environment, and leaves nothing behind", () => {
    const scratch = mkdtempSync(join(tmpdir(), "synth-test-"));
    const source = STACK.replace(
      "EXTRA",
      "{ REGION: String(process.env.CDK_DEFAULT_REGION ?? process.env.AWS_REGION) }",
    );
    const outputs = [
      {},
      { TZ: "Asia/Kathmandu", LC_ALL: "tr_TR.UTF-8", TMPDIR: scratch },
      {
        AWS_REGION: "eu-west-1",
        CDK_DEFAULT_REGION: "eu-west-1",
        CDK_CONTEXT_JSON: '{"aws:cdk:enable-path-metadata":true}',
        CDK_OUTDIR: join(scratch, "cdk.out"),
      },
    ].map((env, index) => {
      const result = run(`same-${index}`, source, { env });
      expect(result).toMatchObject({ status: 0, stderr: "", stdout: "" });
      return readFileSync(result.template, "utf8");
    });
    expect(new Set(outputs).size).toBe(1);
    expect(outputs[0]).toContain('"REGION":"undefined"');
    expect(readdirSync(scratch)).toEqual([]);
    rmSync(scratch, { recursive: true });
  });

  test("reports each fault in a line with target and file, and writes nothing", () => {
    const result = run("faults", STACK.replace("EXTRA", "{}"), { functions: "orders=index.main,reports" });
    expect(result.status).toBe(1);
    expect(existsSync(result.template)).toBe(false);
    expect(result.stderr.trimEnd().split("\n")).toEqual([
      '//services/orders:stack: faults.js: function orders has the handler "index.handler", but its bundle was built for ' +
        '"index.main"; make them equal',
      "//services/orders:stack: faults.js: the build has a bundle for the function reports, but no function of the template is " +
        `named \${Environment}-reports; add one to the stack`,
    ]);
  });

  test("reports what a stack threw, with the place", () => {
    const result = run("throws", 'exports.stack = () => {\n  throw new Error("no\\nway");\n};\n');
    expect(result.status).toBe(1);
    expect(result.stderr).toMatch(
      /^\/\/services\/orders:stack: throws\.js: it threw "no\\nway" at .*throws\.js:2:9; fix the stack\n$/,
    );
  });

  test("reports where the stack called what the CDK refuses", () => {
    const result = run(
      "twice",
      `const { Stack, CfnOutput } = require("aws-cdk-lib");
exports.stack = (app) => {
  const stack = new Stack(app, "orders");
  new CfnOutput(stack, "Url", { value: "1" });
  new CfnOutput(stack, "Url", { value: "2" });
};
`,
    );
    expect(result.stderr).toMatch(
      /already a Construct with name 'Url'.* at .*twice\.js:5:3; fix the stack\n$/,
    );
  });

  test("reports a module that cannot be loaded", () => {
    const result = run("broken", 'require("./gone");');
    expect(result.status).toBe(1);
    expect(result.stderr).toMatch(
      /^\/\/services\/orders:stack: broken\.js: it threw "Cannot find module '\.\/gone'/,
    );
    expect(result.stderr.trimEnd().split("\n")).toHaveLength(1);
  });
});

describe("the validator's program", () => {
  const validate = (template: string) =>
    spawnSync(
      nodeBinary(),
      [
        resolve(__dirname, "validate.js"),
        "--label=//services/orders:stack",
        "--out=ok.txt",
        `--template=${template}`,
      ],
      { cwd: folder, encoding: "utf8" },
    );

  test("passes a template of ServiceFunction", () => {
    const { template } = run("valid", STACK.replace("EXTRA", "{}"));
    expect(validate(relative(dirname(template), template))).toMatchObject({ status: 0, stderr: "" });
    expect(readFileSync(join(folder, "ok.txt"), "utf8")).toBe("valid\n");
  }, 30_000);

  test("names the resource and the property that are wrong", () => {
    const { template } = run("wrong", STACK.replace("EXTRA", "{}"));
    const text = readFileSync(template, "utf8");
    writeFileSync(join(folder, "wrong.json"), text.replace('"MemorySize"', '"MemorySiz"'));
    rmSync(join(folder, "ok.txt"), { force: true });
    const { status, stderr } = validate("wrong.json");
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^\/\/services\/orders:stack: wrong\.json: Orders\w+ Properties\.MemorySiz: .+ \(F3002\); fix it in stack\.ts\n$/,
    );
    expect(existsSync(join(folder, "ok.txt"))).toBe(false);
  }, 30_000);
});
