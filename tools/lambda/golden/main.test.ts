import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { nodeBinary } from "../../node/node-binary";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "golden-test-"));
  mkdirSync(join(folder, "services"));
  writeFileSync(join(folder, "template.json"), '{"Resources":{"Table":{"Type":"T"}}}');
});
afterEach(() => rmSync(folder, { recursive: true }));

const GOLDEN = "services/stack.golden.json";

function run(...flags: string[]) {
  const program = resolve(__dirname, "main.js");
  const all = [
    program,
    "--template=template.json",
    `--golden=${GOLDEN}`,
    "--update=//s:golden.update",
    ...flags,
  ];
  const env = { PATH: process.env.PATH ?? "", BUILD_WORKSPACE_DIRECTORY: folder };
  const { status, stderr } = spawnSync(nodeBinary(), all, { cwd: folder, encoding: "utf8", env });
  return { status, stderr };
}

test("without a golden file it fails and names the command that writes it; after that it passes", () => {
  expect(run()).toEqual({
    status: 1,
    stderr:
      `the template differs from ${GOLDEN} (-):\nthere is no ${GOLDEN} yet\n` +
      "if the change is intended, run: ./bazelw run //s:golden.update\n",
  });
  expect(run("--write")).toEqual({ status: 0, stderr: `wrote ${GOLDEN}\n` });
  expect(run()).toEqual({ status: 0, stderr: "" });
});

test("a template that changed fails with the difference, and leaves the golden file alone", () => {
  run("--write");
  writeFileSync(join(folder, "template.json"), '{"Resources":{"Table":{"Type":"U"}}}');
  expect(run()).toEqual({
    status: 1,
    stderr:
      `the template differs from ${GOLDEN} (-):\n` +
      '- { "Resources": { "Table": { "Type": "T" } } }\n+ { "Resources": { "Table": { "Type": "U" } } }\n  \n' +
      "if the change is intended, run: ./bazelw run //s:golden.update\n",
  });
  expect(readFileSync(join(folder, GOLDEN), "utf8")).toContain('"T"');
});
