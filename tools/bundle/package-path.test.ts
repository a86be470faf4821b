import { expect, test } from "@jest/globals";
import { packagePath } from "./package-path";

test.each([
  [
    "node_modules/.aspect_rules_js/hono@4.13.19/node_modules/hono/dist/hono.js",
    "node_modules/.aspect_rules_js/hono@4.13.19/node_modules/hono",
    "hono",
    "4.13.19",
  ],
  [
    "node_modules/.aspect_rules_js/@aws-sdk+lib-dynamodb@3.1162.0_@aws-sdk+client-dynamodb@3.1164.0/node_modules/@aws-sdk/lib-dynamodb/a.js",
    "node_modules/.aspect_rules_js/@aws-sdk+lib-dynamodb@3.1162.0_@aws-sdk+client-dynamodb@3.1164.0/node_modules/@aws-sdk/lib-dynamodb",
    "@aws-sdk/lib-dynamodb",
    "3.1162.0",
  ],
  [
    // rules_js and pnpm shorten a long list of peers to a hash.
    "node_modules/.aspect_rules_js/a@1.0.0-rc.1_1234567890/node_modules/a/lib/node_modules.js",
    "node_modules/.aspect_rules_js/a@1.0.0-rc.1_1234567890/node_modules/a",
    "a",
    "1.0.0-rc.1",
  ],
  [
    "node_modules/.pnpm/yaml@2.9.1/node_modules/yaml/dist/index.js",
    "node_modules/.pnpm/yaml@2.9.1/node_modules/yaml",
    "yaml",
    "2.9.1",
  ],
])("reads %s", (path, root, name, version) => {
  expect(packagePath(path)).toEqual({ root, name, version });
});

test("a package within another one has no version of its own in the path", () => {
  const outer = "node_modules/.aspect_rules_js/aws-cdk-lib@2.276.0/node_modules/aws-cdk-lib";
  expect(packagePath(`${outer}/node_modules/semver/index.js`)).toEqual({
    root: `${outer}/node_modules/semver`,
    name: "semver",
    version: undefined,
  });
});

test("takes nothing else for a package", () => {
  expect(packagePath("services/orders/src/main.ts")).toBeUndefined();
  expect(packagePath("services/node_modules.ts")).toBeUndefined();
});
