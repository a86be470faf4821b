import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { nodeBinary } from "../../node/node-binary";

const PROGRAM = resolve(__dirname, "main.js");
const HONO = "node_modules/.aspect_rules_js/hono@4.0.0/node_modules/hono";

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "sbom-"));
});
afterAll(() => rmSync(root, { recursive: true }));

function write(folder: string, files: Readonly<Record<string, string>>): string {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, folder, name)), { recursive: true });
    writeFileSync(join(root, folder, name), text);
  }
  return join(root, folder);
}

/** The files that the action is given. */
const INPUTS = {
  "bundle.digest.json": JSON.stringify({
    version: 1,
    sha256: "ab".repeat(32),
    buildId: "cd".repeat(32),
    zippedBytes: 1,
    unzippedBytes: 2,
  }),
  "meta.json": JSON.stringify({
    inputs: { "src/main.ts": { imports: [{ path: `${HONO}/hono.js` }] } },
    outputs: {
      "bundle.js": {
        entryPoint: "src/main.ts",
        bytes: 9,
        inputs: { [`${HONO}/hono.js`]: { bytesInOutput: 9 } },
      },
    },
  }),
  "pnpm-lock.yaml": "packages:\n  hono@4.0.0:\n    resolution: {integrity: sha512-AAAA}\n",
  [`bin/${HONO}/package.json`]: JSON.stringify({ name: "hono", version: "4.0.0", license: "MIT" }),
};

function run(cwd: string) {
  const args = ["--digest=bundle.digest.json", "--metafile=meta.json", "--lockfile=pnpm-lock.yaml"];
  const rest = ["--tree=bin", "--label=//services/a:bundle", "--out=bundle.cdx.json"];
  return spawnSync(nodeBinary(), [PROGRAM, ...args, ...rest], { cwd, env: {}, encoding: "utf8" });
}

test("writes the bill of materials from what the action is given", () => {
  const cwd = write("good", INPUTS);
  expect(run(cwd)).toMatchObject({ status: 0, stdout: "", stderr: "" });
  expect(JSON.parse(readFileSync(join(cwd, "bundle.cdx.json"), "utf8"))).toMatchObject({
    specVersion: "1.6",
    metadata: { component: { name: "//services/a:bundle" } },
    components: [{ purl: "pkg:npm/hono@4.0.0", licenses: [{ license: { id: "MIT" } }] }],
  });
});

test.each([
  [
    "a package without its package.json",
    { [`bin/${HONO}/package.json`]: "{}" },
    `bin/${HONO}/package.json cannot be read (it has no name or no version); name the package in deps`,
  ],
  [
    "another lock file",
    { "pnpm-lock.yaml": "packages: {}\n" },
    "hono@4.0.0 is inside, but the lock file does not have it; give the bundle the lock file that its packages came from",
  ],
])("refuses %s in one line, and writes nothing", (name, changes, message) => {
  const cwd = write(name.replaceAll(" ", "-"), { ...INPUTS, ...changes });
  expect(run(cwd)).toMatchObject({ status: 1, stderr: `//services/a:bundle: ${message}\n` });
  expect(existsSync(join(cwd, "bundle.cdx.json"))).toBe(false);
});
