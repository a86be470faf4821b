import { describe, expect, test } from "@jest/globals";
import { parseLockfile } from "../../pnpm/lockfile";
import { dependencies } from "../workspace/bazel/build-graph";
import { bundleSources } from "../workspace/bundle-sources";
import type { FileChange } from "../workspace/git/name-status";
import { type Cause, causes, type Evidence } from "./explain";

const lockfile = (zod: string, yazl = "3.0.0"): ReturnType<typeof parseLockfile> =>
  parseLockfile(`
importers: {.: {dependencies: {zod: {version: ${zod}}, yazl: {version: ${yazl}}}}}
packages:
  zod@${zod}: {resolution: {integrity: sha512-${zod}}}
  yazl@${yazl}: {resolution: {integrity: sha512-${yazl}}}
snapshots: {zod@${zod}: {}, yazl@${yazl}: {}}
`);

/** A bundle of two files and a package, packed by a tool. */
const BUNDLE: Evidence = {
  changes: [],
  dependencies: dependencies(
    new Map([
      [
        "//services/orders:bundle",
        ["//services/orders:src/main.ts", "//services/orders:src/types.ts", "//tools/pack:pack"],
      ],
      ["//services/orders:src/main.ts", ["//:node_modules/zod", "//:tsconfig.json"]],
      ["//tools/pack:pack", ["//tools/pack:pack.ts", "//:node_modules/yazl"]],
    ]),
    "//services/orders:bundle",
  ),
  buildFiles: new Set(["services/orders/BUILD.bazel"]),
  contents: bundleSources(
    JSON.stringify({
      inputs: {
        "services/orders/src/main.ts": {},
        "node_modules/.store/zod@4.0.1/node_modules/zod/index.js": {},
      },
    }),
  ),
  lockfiles: undefined,
};

function causesOf(evidence: Evidence): string[] {
  return causes(evidence).map((cause: Cause) =>
    cause.kind === "file"
      ? `${cause.part}: ${cause.path} ${cause.change}`
      : `${cause.part}: ${cause.name} ${cause.from} → ${cause.to}`,
  );
}

const changed = (...paths: string[]): FileChange[] => paths.map((path) => ({ path, change: "changed" }));
const deleted = (...paths: string[]): FileChange[] => paths.map((path) => ({ path, change: "deleted" }));

describe("a bundle", () => {
  test("content comes first, then what takes part in the build; the rest is left out", () => {
    const changes = changed(
      ".bazelrc",
      "README.md",
      "common.bazelrc",
      "services/billing/src/main.ts",
      "services/orders/BUILD.bazel",
      "services/orders/src/main.test.ts",
      "services/orders/src/main.ts",
      "services/orders/src/types.ts",
      "tools/pack/pack.ts",
      "tsconfig.json",
    );
    expect(causesOf({ ...BUNDLE, changes })).toEqual([
      "content: services/orders/src/main.ts changed",
      "build: .bazelrc changed",
      "build: common.bazelrc changed",
      "build: services/orders/BUILD.bazel changed",
      "build: services/orders/src/types.ts changed",
      "build: tools/pack/pack.ts changed",
      "build: tsconfig.json changed",
    ]);
  });

  test("a file that is gone may have been in it, if it was in one of its packages", () => {
    const changes = deleted(
      "services/orders/src/old.ts",
      "services/orders/src/old.test.ts",
      "services/billing/src/old.ts",
      "notes.md",
    );
    expect(causesOf({ ...BUNDLE, changes })).toEqual(["content: services/orders/src/old.ts deleted"]);
  });

  test("packages in it and packages that build it", () => {
    const lockfiles = { before: lockfile("4.0.0"), after: lockfile("4.0.1", "3.0.1") };
    expect(causesOf({ ...BUNDLE, lockfiles })).toEqual([
      "content: zod 4.0.0 → 4.0.1",
      "build: yazl 3.0.0 → 3.0.1",
    ]);
  });
});

test("a template: all that its program depends on is its content", () => {
  const evidence: Evidence = {
    ...BUNDLE,
    contents: undefined,
    changes: changed("services/orders/src/types.ts", "services/orders/BUILD.bazel"),
    lockfiles: { before: lockfile("4.0.0"), after: lockfile("4.0.1") },
  };
  expect(causesOf(evidence)).toEqual([
    "content: services/orders/src/types.ts changed",
    "content: zod 4.0.0 → 4.0.1",
    "build: services/orders/BUILD.bazel changed",
  ]);
});
