import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { SmallDisk } from "../../state/small-disk.fixture";
import { deploy, invoke, logged, payload, startLambda, type TestLambda } from "../lambda.fixture";

jest.setTimeout(60_000);

const disk = SmallDisk.mount(8);
const onDisk = disk === undefined ? test.skip : test;
let local: TestLambda;

beforeAll(async () => {
  if (disk === undefined) return;
  const stateFolder = join(disk.folder, "state");
  mkdirSync(stateFolder);
  local = await startLambda({ stateFolder });
});

afterAll(async () => {
  await local?.close();
  disk?.unmount();
});

onDisk("a function goes on while its log cannot be written, and the log says what is missing", async () => {
  const source =
    "exports.handler = async ({ lines }) => { for (let n = 0; n < lines; n++) console.log('line', n); return lines; };";
  await deploy(local, "f", source);
  expect(payload(await invoke(local, "f", { lines: 1 }))).toBe(1);
  disk?.fill();
  // More than fits into what is left of the last block.
  expect(payload(await invoke(local, "f", { lines: 2000 }))).toBe(2000);
  expect(payload(await invoke(local, "f", { lines: 2 }))).toBe(2);
  disk?.free();
  expect(payload(await invoke(local, "f", { lines: 3 }))).toBe(3);
  const log = await logged(local, "f");
  const lines = log.filter((line) => line.includes("line"));
  const lost = log.map(
    (line) => /^\[local account\] (\d+) log events before this one were lost/.exec(line)?.[1],
  );
  const missing = lost.reduce((sum, count) => sum + Number(count ?? 0), 0);
  expect(missing).toBeGreaterThan(0);
  // START, END and REPORT of four invocations, INIT_START, and what `lost` is said by.
  const notices = lost.filter((count) => count !== undefined).length;
  expect(log.length - notices + missing).toBe(1 + 4 * 3 + 1 + 2000 + 2 + 3);
  expect(lines.slice(-3)).toEqual([0, 1, 2].map((n) => expect.stringContaining(`line ${n}`)));
});
