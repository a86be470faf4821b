import { appendFileSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import fc from "fast-check";
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

test("is bounded: old events go, and places in the stream stay what they were", () => {
  const stream = LogStream.create(folder, "s", 0);
  const message = "x".repeat(100_000);
  for (let n = 0; n < 100; n++) stream.append([{ timestamp: n, message }], n);
  const bytes = files().reduce((sum, path) => sum + statSync(path).size, 0);
  expect(bytes).toBeLessThan(5 * 1024 * 1024);
  expect(stream.bytes).toBe(bytes);
  const events = stream.read();
  expect(events.at(-1)).toMatchObject({ timestamp: 99, sequence: 99 });
  expect(events.map(({ sequence }) => sequence)).toEqual(events.map(({ timestamp }) => timestamp));
  expect(reopened()?.read()).toEqual(events);
});

test("survives a crash while old events were set aside", () => {
  const group = LogGroup.create(folder, { name: "g", creationTime: 0, tags: {} });
  group.createStream("s", 0).append([{ timestamp: 1, message: "kept" }], 1);
  const path = files().find((file) => file.endsWith(".log")) ?? "";
  renameSync(path, `${path}.older`);
  const again = LogGroup.open(folder)?.streams.get("s");
  expect(again?.read().map(({ message }) => message)).toEqual(["kept"]);
});

test("a group is bounded: the streams that were written to the longest ago go", () => {
  const group = LogGroup.create(folder, { name: "g", creationTime: 0, tags: {} });
  for (let n = 0; n < 520; n++) group.createStream(`s${n}`, n).append([{ timestamp: n, message: "m" }], n);
  expect(group.streams.size).toBe(500);
  expect(group.streams.has("s519")).toBe(true);
  expect(group.streams.has("s0")).toBe(false);
});
