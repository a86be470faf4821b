import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { check } from "./check";
import type { House } from "./house";
import { printed } from "./problem";
import { readTree } from "./tree";

let workspace: string;
beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), "floors-"));
});
afterEach(() => rmSync(workspace, { recursive: true }));

const REPOSITORY: House = {
  folder: "",
  picture: "README.md",
  floors: [
    { rooms: ["services"], is: "", only: ["platform"], tests: ["tools/fake"], builds: ["tools/rules"] },
    { rooms: ["tools/deploy"], is: "", only: ["tools/node"] },
    { rooms: ["tools/fake", "tools/node"], is: "" },
    { rooms: ["platform"], is: "", only: [] },
  ],
  rules: ["tools/jest"],
};

const DEPLOYER: House = {
  folder: "tools/deploy",
  picture: "README.md",
  floors: [
    { rooms: ["cli"], is: "" },
    { rooms: ["apply", "plan"], is: "" },
    { rooms: ["aws", "bucket"], is: "", beside: { bucket: ["aws"] } },
    { rooms: ["model", "error.ts"], is: "" },
  ],
  testing: ["testing"],
  packages: { "@aws-sdk/": ["aws"] },
  pure: { paths: ["model", "plan"], except: { "model/digest.ts": "reads" } },
};

/** What is found in a workspace of these files, whose names are relative to `folder`. */
function found(house: House, files: Record<string, string>): string[] {
  for (const [name, text] of Object.entries(files)) {
    const path = join(workspace, house.folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return check([house], readTree(workspace))
    .map(printed)
    .filter((line) => !line.includes("is not there"));
}

test("an import of a floor above is found, whatever its form", () => {
  expect(
    found(DEPLOYER, {
      "cli/verb.ts": "export const x = 1;\nexport type X = number;\n",
      "plan/static.ts":
        'const text = `import "../cli/verb"`;\n// import "../cli/verb"\nimport { x } from "../cli/verb";\n',
      "plan/type.ts": 'import type { X } from "../cli/verb";\n',
      "plan/again.ts": 'export * from "../cli/verb";\n',
      "plan/of-type.ts": 'type X = import("../cli/verb").X;\n',
      "plan/dynamic.ts": 'const x = () =>\n  import("../cli/verb");\n',
      "plan/require.ts": 'const x = require("../cli/verb");\n',
    }),
  ).toEqual(
    ["again.ts:1", "dynamic.ts:2", "of-type.ts:1", "require.ts:1", "static.ts:3", "type.ts:1"].map(
      (place) =>
        `tools/deploy/plan/${place} imports tools/deploy/cli/verb.ts: in tools/deploy, plan may import only aws, bucket, model, error.ts; move what both need below them, or pass it in`,
    ),
  );
});

test("floors below may be imported, neighbours only where the table says so", () => {
  expect(
    found(DEPLOYER, {
      "aws/s3.ts": 'import "../bucket/bucket";\n',
      "bucket/bucket.ts": 'import "../error";\n',
      "bucket/lock.ts": 'import "../aws/s3";\n',
      "apply/stack.ts": 'import "../plan/plan";\nimport "../error";\nimport "./function/function";\n',
      "apply/function/function.ts": "",
      "plan/plan.ts": "",
      "error.ts": "",
    }).map((line) => line.split(": ")[0]),
  ).toEqual([
    "tools/deploy/apply/stack.ts:1 imports tools/deploy/plan/plan.ts",
    "tools/deploy/aws/s3.ts:1 imports tools/deploy/bucket/bucket.ts",
  ]);
});

test("tests may import all of their house, and only they what tests share", () => {
  expect(
    found(DEPLOYER, {
      "cli/verb.ts": "",
      "cli/verb.fixture.ts": "",
      "testing/scene.ts": 'import "../cli/verb";\n',
      "plan/plan.test.ts":
        'import "../cli/verb.fixture";\nimport "../testing/scene";\nimport "@aws-sdk/client-s3";\n',
      "cli/run.ts": 'import "../testing/scene";\nimport "./verb.fixture";\n',
    }),
  ).toEqual([
    "tools/deploy/cli/run.ts:1 imports tools/deploy/testing/scene.ts: only tests may import what tests share",
    "tools/deploy/cli/run.ts:2 imports tools/deploy/cli/verb.fixture.ts: only tests may import what tests share",
  ]);
});

test("where a floor says what it may import, nothing else goes", () => {
  expect(
    found(REPOSITORY, {
      "services/orders/main.ts": 'import "../../platform/events";\nimport "../../tools/fake/account";\n',
      "services/orders/main.test.ts":
        'import "../../tools/fake/account";\nimport "../../tools/deploy/plan";\n',
      "platform/events.ts": 'import "../services/orders/main";\n',
      "tools/fake/account.ts": "",
      "tools/deploy/plan.ts": "",
      "tools/new/new.ts": "",
      "tools/new/other.ts": "",
    }).filter((line) => !line.includes("circle")),
  ).toEqual([
    "platform/events.ts:1 imports services/orders/main.ts: in the repository, platform may import nothing; move what both need below them, or pass it in",
    "services/orders/main.test.ts:2 imports tools/deploy/plan.ts: in the repository, services may import only platform (its tests also tools/fake); move what both need below them, or pass it in",
    "services/orders/main.ts:2 imports tools/fake/account.ts: in the repository, services may import only platform (its tests also tools/fake); move what both need below them, or pass it in",
    "tools/new is on no floor of the repository: name it in tools/lint/floors/houses/",
  ]);
});

test("labels of BUILD files and Starlark follow the same arrows", () => {
  expect(
    found(REPOSITORY, {
      "services/orders/BUILD.bazel":
        'load("//tools/jest:defs.bzl", "jest_test")\nload("//tools/rules:defs.bzl", "service")\ndeps = ["//platform/events", "//tools/fake"]\n',
      "platform/BUILD.bazel":
        'package(default_visibility = ["//services:__subpackages__"])\n# "//services/orders"\nx = "//services/orders:lib"\n',
      "tools/deploy/defs.bzl": 'x = Label("//platform:environments.json")\n',
    }),
  ).toEqual([
    "platform/BUILD.bazel:3 names //services/orders:lib: in the repository, platform may import nothing; move what both need below them, or pass it in",
    "tools/deploy/defs.bzl:1 names //platform:environments.json: in the repository, tools/deploy may import only tools/node; move what both need below them, or pass it in",
  ]);
});

test("pure code reaches nothing outside the process, through other files neither", () => {
  const rule =
    "is pure: no files, processes, network or AWS, not even through what it imports; let the caller read, and pass in what it read";
  expect(
    found(DEPLOYER, {
      "plan/direct.ts": 'import { hash } from "node:crypto";\nimport { open } from "node:fs/promises";\n',
      "plan/indirect.ts":
        'import "../bucket/record";\nimport "../bucket/schema";\nimport "../model/digest";\n',
      "plan/reads.test.ts": 'import "node:fs";\n',
      "bucket/record.ts": 'import "./lock";\n',
      "bucket/lock.ts": 'import "node:child_process";\n',
      "bucket/schema.ts": 'import "zod";\nimport "../model/digest";\n',
      "model/digest.ts": 'import "node:fs";\n',
    }),
  ).toEqual([
    `tools/deploy/plan/direct.ts:2 imports node:fs/promises: tools/deploy/plan ${rule}`,
    `tools/deploy/plan/indirect.ts:1 imports tools/deploy/bucket/record.ts, which imports tools/deploy/bucket/lock.ts, which imports node:child_process: tools/deploy/plan ${rule}`,
  ]);
});

test("a package stays where the table has it", () => {
  expect(
    found(DEPLOYER, {
      "aws/s3.ts": 'import "@aws-sdk/client-s3";\n',
      "cli/verb.ts": 'import "zod";\nimport type { S3 } from "@aws-sdk/client-s3";\n',
    }),
  ).toEqual([
    "tools/deploy/cli/verb.ts:2 imports @aws-sdk/client-s3: in tools/deploy, only tools/deploy/aws may; give it a function there that says what is needed",
  ]);
});

test("files do not import each other in a circle, types neither", () => {
  expect(
    found(DEPLOYER, {
      "cli/a.ts": 'import "./leaf";\nimport "./b";\n',
      "cli/b.ts": 'import type { C } from "./c";\n',
      "cli/c.ts": 'import "./a";\n',
      "cli/leaf.ts": "",
    }),
  ).toEqual([
    "tools/deploy/cli/a.ts:2 imports tools/deploy/cli/b.ts, which imports tools/deploy/cli/c.ts, which imports tools/deploy/cli/a.ts: files must not import each other in a circle, types neither; move what both need to a file of its own",
  ]);
});

test("folders and files are small", () => {
  const files = Array.from({ length: 27 }, (_, index) => [`cli/${index}.ts`, ""] as const);
  const long = "//\n".repeat(350);
  expect(
    found(DEPLOYER, {
      ...Object.fromEntries(files),
      "cli/long.ts": long,
      "plan/long.test.ts": `${long}//\n`,
    }),
  ).toEqual([]);
  expect(found(DEPLOYER, { "cli/more.ts": "", "cli/long.ts": `${long}//\n` })).toEqual([
    "tools/deploy/cli has 29 files of code: a folder has at most 28; give those of one subject a folder of their own",
    "tools/deploy/cli/long.ts has 351 lines: a file has at most 350, and one subject; split it",
  ]);
});

test("the table names only what is there", () => {
  mkdirSync(join(workspace, "tools/fake"), { recursive: true });
  const house = { ...REPOSITORY, floors: [{ rooms: ["tools/fake", "tools/gone"], is: "" }], rules: [] };
  expect(check([house], readTree(workspace)).map(printed)).toEqual([
    "tools/gone is not there: take it out of tools/lint/floors/houses/",
  ]);
});
