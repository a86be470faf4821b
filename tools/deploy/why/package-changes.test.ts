import { expect, test } from "@jest/globals";
import { parseLockfile } from "../../pnpm/lockfile";
import { installedFor, packageChanges } from "./package-changes";

const BEFORE = `
lockfileVersion: '9.0'
importers:
  .:
    dependencies:
      '@aws-sdk/client-s3': {specifier: 3.1.0, version: 3.1.0}
      hono: {specifier: 4.0.0, version: 4.0.0}
      old-name: {specifier: npm:tslib@2.0.0, version: tslib@2.0.0}
    devDependencies:
      jest: {specifier: 30.0.0, version: 30.0.0(@types/node@24.0.0)}
packages:
  '@aws-sdk/client-s3@3.1.0': {resolution: {integrity: sha512-a}}
  hono@4.0.0: {resolution: {integrity: sha512-b}}
  jest@30.0.0: {resolution: {integrity: sha512-c}}
  tslib@1.0.0: {resolution: {integrity: sha512-d}}
  tslib@2.0.0: {resolution: {integrity: sha512-e}}
snapshots:
  '@aws-sdk/client-s3@3.1.0':
    dependencies: {tslib: 2.0.0}
  hono@4.0.0: {}
  jest@30.0.0(@types/node@24.0.0):
    dependencies: {tslib: 1.0.0}
    optionalDependencies: {hono: 4.0.0}
  tslib@1.0.0: {}
  tslib@2.0.0: {}
`;

test("what direct dependencies bring", () => {
  const installed = installedFor(parseLockfile(BEFORE), [
    "@aws-sdk/client-s3",
    "jest",
    "old-name",
    "nowhere",
  ]);
  expect(installed).toEqual(
    new Map([
      ["@aws-sdk/client-s3", new Set(["3.1.0"])],
      ["jest", new Set(["30.0.0"])],
      ["tslib", new Set(["1.0.0", "2.0.0"])],
      ["hono", new Set(["4.0.0"])],
    ]),
  );
});

test("other versions, other contents under the same version, and what is not in use", () => {
  const after = BEFORE.replaceAll("4.0.0", "4.0.1")
    .replace("sha512-a", "sha512-z")
    .replaceAll("30.0.0", "30.0.1");
  const used = new Map([
    ["hono", new Set(["4.0.1"])],
    ["tslib", new Set(["2.0.0"])],
    ["@aws-sdk/client-s3", new Set(["3.1.0"])],
  ]);
  expect(packageChanges(parseLockfile(BEFORE), parseLockfile(after), used)).toEqual([
    { name: "@aws-sdk/client-s3", from: ["3.1.0"], to: ["3.1.0"] },
    { name: "hono", from: ["4.0.0"], to: ["4.0.1"] },
  ]);
});

test("a package that is new, and one of which only the older of two versions went", () => {
  const after = BEFORE.replace("  tslib@1.0.0: {resolution: {integrity: sha512-d}}\n", "").replace(
    "packages:\n",
    "packages:\n  zod@4.0.0: {resolution: {integrity: sha512-f}}\n",
  );
  const used = new Map([
    ["zod", new Set(["4.0.0"])],
    ["tslib", new Set(["2.0.0"])],
  ]);
  expect(packageChanges(parseLockfile(BEFORE), parseLockfile(after), used)).toEqual([
    { name: "tslib", from: ["1.0.0"], to: ["2.0.0"] },
    { name: "zod", from: [], to: ["4.0.0"] },
  ]);
});
