import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { load } from "../probe/load";
import { loadingFaults } from "./loading";

const PROBE = resolve(__dirname, "../probe/main.js");

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "bundles-"));
});
afterAll(() => rmSync(root, { recursive: true }));

let count = 0;

/** Loads a bundle of this source, and says what is wrong with it. */
async function faultsOf(source: string): Promise<string[]> {
  const bundle = join(root, `bundle-${count++}.js`);
  writeFileSync(bundle, source);
  const loading = await load({ bundle, handler: "index.handler", probe: PROBE }, {});
  return loadingFaults(loading, "handler").map(({ where, what, next }) => `${where}: ${what}; ${next}`);
}

test("a bundle that exports a function passes, whatever it says while it is loaded", async () => {
  expect(await faultsOf('console.log("hello"); exports.handler = async () => 1;')).toEqual([]);
});

test("it is loaded without environment variables", async () => {
  const source = `const names = Object.keys(process.env);
if (names.length > 0) throw new Error("it sees " + names);
exports.handler = () => {};`;
  expect(await faultsOf(source)).toEqual([]);
});

test("what it demands of the environment is a fault, with its place", async () => {
  const source = 'if (!process.env.TABLE_NAME) throw new Error("TABLE_NAME is not set");';
  expect(await faultsOf(source)).toEqual([
    "index.js:1:36: it throws while it is loaded without environment variables: TABLE_NAME is not set; " +
      "read variables and connect when the first event arrives, as defineService of platform/runtime does",
  ]);
});

test("a module that is not in the bundle is a fault, even if it lies beside it in the workspace", async () => {
  expect(await faultsOf('require("hono");')).toEqual([
    expect.stringContaining(
      "it throws while it is loaded without environment variables: Cannot find module 'hono'",
    ),
  ]);
});

test.each([
  ["a socket", 'require("node:net").connect(5432, "db.example");', "db.example:5432"],
  [
    "a request",
    'require("node:https").get("https://api.example/v1").on("error", () => {});',
    "api.example:443",
  ],
  ["a look-up of a name", 'require("node:dns").lookup("name.example", () => {});', "name.example"],
])("%s that it opens is a fault, even if it hides the failure", async (_, source, address) => {
  const faults = await faultsOf(`try { ${source} } catch {} exports.handler = () => {};`);
  expect(faults).toEqual([
    `index.js: it connects to ${address} while it is loaded; connect when the first event arrives, since a cold start waits for ` +
      "it and a failure of it fails the function",
  ]);
});

test.each([
  ["exports.handler = {};", "object"],
  ["exports.other = () => {};", "missing"],
])("no function is a fault: %s", async (source, found) => {
  expect(await faultsOf(source)).toEqual([
    expect.stringMatching(
      `^index.js: its export handler is ${found} \\(it exports .+\\); export a function named handler`,
    ),
  ]);
});

test("one that ends its process is a fault, with what it said last", async () => {
  expect(await faultsOf('console.error("no licence"); process.exit(3);')).toEqual([
    "index.js: loading it ends the process or does not finish: exit code 3, with the output: no licence; " +
      "nothing may end or block the process while a module is loaded",
  ]);
});

test("one that never ends is a fault", async () => {
  const bundle = join(root, "endless.js");
  writeFileSync(bundle, "for (;;);");
  const loading = await load({ bundle, handler: "index.handler", probe: PROBE }, {}, 300);
  expect(loadingFaults(loading, "handler")).toEqual([
    expect.objectContaining({
      what: "loading it ends the process or does not finish: no result within 300 ms",
    }),
  ]);
});
