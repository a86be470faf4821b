import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { nodeBinary } from "../../node/node-binary";

/** The service of fixtures/, as the rules hand it to the programs. */
const FIXTURES = resolve(__dirname, "fixtures");
const FILES = {
  bundle: join(FIXTURES, "bundle.js"),
  metafile: join(FIXTURES, "bundle.esbuild_metadata.json"),
  probe: resolve(__dirname, "probe/main.js"),
  template: join(FIXTURES, "stack.template.json"),
  handler: "index.handler",
  function: "fixture",
  label: "//fixtures:test",
  sizeBudgetKb: 1000,
  maxUsagePercent: 80,
  iamWildcards: {},
};

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "checks-"));
});
afterAll(() => rmSync(root, { recursive: true }));

function run(program: string, settings: object) {
  const path = join(root, "settings.json");
  writeFileSync(path, JSON.stringify({ ...FILES, ...settings }));
  const { status, stdout, stderr } = spawnSync(nodeBinary(), [resolve(__dirname, program), path], {
    env: {},
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  return { status, stdout };
}

/** A file with the given text instead of one of the fixture's. */
function replaced(name: keyof typeof FILES, change: (text: string) => string): Record<string, string> {
  const path = join(root, name);
  writeFileSync(path, change(readFileSync(String(FILES[name]), "utf8")));
  return { [name]: path };
}

describe.each(["stack/main.js", "bundle/main.js", "triggers/main.js"])("%s", (program) => {
  test("passes what is well, with a report", () => {
    const { status, stdout } = run(program, {});
    expect(stdout).toMatch(/^[a-z].+\n {2}\S/);
    expect(stdout).toMatch(/\n\n\/\/fixtures:test: passed\n$/);
    expect(status).toBe(0);
  });
});

test("the stack's program fails on a wildcard", () => {
  const wide = replaced("template", (text) => text.replace('"sqs:SendMessage"', '"sqs:*"'));
  const { status, stdout } = run("stack/main.js", wide);
  expect(stdout).toMatch(
    /\nerror: \w+: it allows the actions sqs:\*; .+\n\/\/fixtures:test: failed with 1 error\n$/,
  );
  expect(status).toBe(1);
});

test("the bundle's program fails on the budget, and names the largest part", () => {
  const { status, stdout } = run("bundle/main.js", { sizeBudgetKb: 10 });
  expect(stdout).toMatch(
    /\nerror: the bundle: it has \d+ bytes, \d+ over its budget of 10 kB; the largest part is @smithy\/core@\S+ with \d+ bytes; /,
  );
  expect(status).toBe(1);
});

test("the triggers' program fails on a queue that is called otherwise or fed with another event, and on a variable that is not set", () => {
  const renamed = replaced("template", (text) => text.replaceAll("-fixture-captures", "-fixture-payments"));
  expect(run("triggers/main.js", renamed)).toMatchObject({
    status: 1,
    stdout: expect.stringMatching(/failed with 2 errors\n$/),
  });
  const misspelt = replaced("template", (text) => text.replaceAll("shop.Placed.v1", "shop.Place.v1"));
  expect(run("triggers/main.js", misspelt)).toMatchObject({
    status: 1,
    stdout: expect.stringContaining(
      "puts shop.Place.v1 into the queue captures, and the code takes only shop.Placed.v1",
    ),
  });
  const unset = replaced("template", (text) =>
    text.replace('"TABLE_NAME"', '"TABLE"').replace('"CAPTURES_TABLE"', '"CAPTURES"'),
  );
  const { status, stdout } = run("triggers/main.js", unset);
  expect(stdout.match(/needs the environment variable \w+/g)).toEqual([
    "needs the environment variable CAPTURES_TABLE",
    "needs the environment variable TABLE_NAME",
  ]);
  expect(status).toBe(1);
});
