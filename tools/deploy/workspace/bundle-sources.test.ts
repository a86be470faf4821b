import { expect, test } from "@jest/globals";
import { bundleSources } from "./bundle-sources";

const STORE = "node_modules/.aspect_rules_js";

test("files of the workspace, compiled or not, and packages with their versions", () => {
  const inputs = [
    "services/orders/src/main.ts",
    "bazel-out/k8-fastbuild/bin/platform/runtime/handler.js",
    `${STORE}/hono@4.13.19/node_modules/hono/dist/index.js`,
    `${STORE}/@smithy+core@3.41.0/node_modules/@smithy/core/dist-es/index.js`,
    `${STORE}/@smithy+core@3.40.0_peer_1.0.0/node_modules/@smithy/core/dist-es/index.js`,
    `${STORE}/outer@1.0.0/node_modules/outer/node_modules/inner/index.js`,
  ];
  const contents = bundleSources(
    JSON.stringify({ inputs: Object.fromEntries(inputs.map((path) => [path, {}])) }),
  );
  expect(contents.packages.get("hono")).toEqual(new Set(["4.13.19"]));
  expect(contents.packages.get("@smithy/core")).toEqual(new Set(["3.41.0", "3.40.0"]));
  const paths = [
    "services/orders/src/main.ts",
    "platform/runtime/handler.ts",
    "platform/runtime/handler.d.ts",
    "platform/runtime/handler.test.ts",
    "services/orders/src/main.tsx.md",
    "services/orders/src",
  ];
  expect(paths.filter(contents.has)).toEqual(["services/orders/src/main.ts", "platform/runtime/handler.ts"]);
});
