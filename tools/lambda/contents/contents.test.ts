import { expect, test } from "@jest/globals";
import { readContents } from "./contents";

const HONO = "node_modules/.aspect_rules_js/hono@4.0.0/node_modules/hono";
const BARREL = "node_modules/.aspect_rules_js/barrel@1.0.0/node_modules/barrel";

function metafile(tree = ""): string {
  const imported = (path: string) => ({ path: tree + path, kind: "import-statement" });
  return JSON.stringify({
    inputs: {
      [`${tree}services/a/main.ts`]: {
        imports: [
          imported(`${HONO}/hono.js`),
          imported(`${BARREL}/index.js`),
          { path: "node:fs", external: true },
        ],
      },
      [`${tree}${BARREL}/index.js`]: { imports: [imported(`${HONO}/other.js`)] },
    },
    outputs: {
      "services/a/bundle.js.map": { bytes: 9000, inputs: {} },
      "services/a/bundle.js": {
        entryPoint: `${tree}services/a/main.ts`,
        bytes: 150,
        inputs: {
          [`${tree}services/a/main.ts`]: { bytesInOutput: 40 },
          [`${tree}${HONO}/hono.js`]: { bytesInOutput: 100 },
          [`${tree}${BARREL}/index.js`]: { bytesInOutput: 0 },
        },
      },
    },
  });
}

test("says what gave code, whose it is, and what the workspace's own code imports", () => {
  expect(readContents(metafile())).toEqual({
    bytes: 150,
    parts: [
      { path: "services/a/main.ts", bytes: 40, package: undefined },
      { path: `${HONO}/hono.js`, bytes: 100, package: { root: HONO, name: "hono", version: "4.0.0" } },
    ],
    imported: new Set([HONO, BARREL]),
  });
});

test("paths do not depend on where esbuild ran", () => {
  const expected = readContents(metafile());
  expect(readContents(metafile("bazel-out/k8-opt/bin/"))).toEqual(expected);
  expect(readContents(metafile("../../../bazel-out/k8-fastbuild/bin/"))).toEqual(expected);
});

test("refuses a metafile without a bundle", () => {
  expect(() => readContents('{"inputs":{},"outputs":{}}')).toThrow(
    "the metafile names no output with an entry point",
  );
});
