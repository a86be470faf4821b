import { appendFileSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import fc from "fast-check";
import { SmallDisk } from "../state/small-disk.fixture";
import { LogGroup } from "./log-group";
import { LogStream } from "./log-stream";

// Real processes and files on a machine that may be busy: what hangs is ended, what is slow is not.
jest.setTimeout(60_000);

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ferry-stream-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function files(): string[] {
  return readdirSync(folder).map((name) => join(folder, name));
}

function reopened(): LogStream | undefined {
  return LogStream.open(files().find((path) => path.endsWith(".log")) ?? "");
}

test("gives back what was appended, also when it is opened again", () => {
  let run = 0;
  const event = fc.record({ timestamp: fc.nat(), message: fc.string({ unit: "binary" }) });
  fc.assert(
    fc.property(fc.array(fc.array(event)), (batches) => {
      const own = join(folder, String(run++));
      const group = LogGroup.create(own, { name: "g", creationTime: 0, tags: {} });
      const stream = group.createStream("s", 0);
      for (const batch of batches) stream.append(batch, 5);
      const expected = batches.flat().map((given, sequence) => ({ ...given, ingestionTime: 5, sequence }));
      expect(stream.read()).toEqual(expected);
      expect(LogGroup.open(own)?.streams.get("s")?.read()).toEqual(expected);
    }),
  );
});

test("drops a line that a crash cut short, and goes on after it", () => {
  const stream = LogStream.create(folder, "s", 0);
  stream.append([{ timestamp: 1, message: "whole" }], 1);
  appendFileSync(files()[0] ?? "", '[2,2,"cut sh');
  const again = reopened();
  again?.append([{ timestamp: 3, message: "after" }], 3);
  expect(again?.read().map(({ message, sequence }) => [message, sequence])).toEqual([
    ["whole", 0],
    ["after", 1],
  ]);
});

test("is bounded: old events go, the log says how many, and places in the stream stay what they were", () => {
  const stream = LogStream.create(folder, "s", 0);
  const message = "x".repeat(200_000);
  for (let n = 0; n < 200; n++) stream.append([{ timestamp: n, message }], n);
  const bytes = files().reduce((sum, path) => sum + statSync(path).size, 0);
  expect(bytes).toBeLessThan(33 * 1024 * 1024);
  expect(stream.bytes).toBe(bytes);
  const [notice, ...events] = stream.read();
  expect(events.at(-1)).toMatchObject({ timestamp: 199, sequence: 199 });
  expect(events.length * message.length).toBeGreaterThan(16 * 1024 * 1024);
  expect(events.map(({ sequence }) => sequence)).toEqual(events.map(({ timestamp }) => timestamp));
  const gone = 200 - events.length;
  expect(notice).toMatchObject({
    timestamp: gone,
    sequence: gone - 1,
    message: expect.stringMatching(new RegExp(`^\\[local account\\] ${gone} older events .* were dropped`)),
  });
  expect(reopened()?.read()).toEqual([notice, ...events]);
});

test("keeps all that one invocation writes within the bound", () => {
  const stream = LogStream.create(folder, "s", 0);
  const line = "x".repeat(500);
  for (let n = 0; n < 200; n++) {
    stream.append(
      Array.from({ length: 100 }, (_, index) => ({ timestamp: n, message: `${n * 100 + index} ${line}` })),
      n,
    );
  }
  expect(stream.read().map(({ message }) => Number.parseInt(message, 10))).toEqual([...Array(20_000).keys()]);
});

const disk = SmallDisk.mount(1);

afterAll(() => disk?.unmount());

(disk === undefined ? test.skip : test)("is as it was after events that could not be written", () => {
  const full = disk as SmallDisk;
  const stream = LogStream.create(full.folder, "s", 0);
  stream.append([{ timestamp: 1, message: "before" }], 1);
  full.fill();
  const bytes = stream.bytes;
  for (const size of [10_000, 100_000]) {
    expect(() => stream.append([{ timestamp: 2, message: "x".repeat(size) }], 2)).toThrow("ENOSPC");
  }
  expect(stream.bytes).toBe(bytes);
  full.free();
  stream.append([{ timestamp: 3, message: "after" }], 3);
  const path = readdirSync(full.folder).find((name) => name.endsWith(".log")) ?? "";
  const again = LogStream.open(join(full.folder, path));
  expect(stream.bytes).toBe(again?.bytes);
  expect(again?.lastEventTimestamp).toBe(3);
});

test("survives a crash while old events were set aside", () => {
  const group = LogGroup.create(folder, { name: "g", creationTime: 0, tags: {} });
  group.createStream("s", 0).append([{ timestamp: 1, message: "kept" }], 1);
  const path = files().find((file) => file.endsWith(".log")) ?? "";
  renameSync(path, `${path}.older`);
  const again = LogGroup.open(folder)?.streams.get("s");
  expect(again?.read().map(({ message }) => message)).toEqual(["kept"]);
});

test("a group is bounded: the streams that were written to the longest ago go, and the next one says how many", () => {
  const group = LogGroup.create(folder, { name: "g", creationTime: 0, tags: {} });
  const fill = (from: number, to: number): void => {
    for (let n = from; n < to; n++)
      group.createStream(`s${n}`, n).append([{ timestamp: n, message: "m" }], n);
  };
  fill(0, 500);
  expect(group.streams.size).toBe(500);
  fill(500, 520);
  expect(group.streams.size).toBe(394);
  expect(group.streams.has("s126")).toBe(true);
  expect(group.streams.has("s125")).toBe(false);
  expect(
    group.streams
      .get("s500")
      ?.read()
      .map(({ message }) => message),
  ).toEqual([expect.stringMatching(/^\[local account\] 126 older log streams .* were dropped/), "m"]);
});
