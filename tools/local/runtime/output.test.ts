import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { frameDecoder, lineDecoder, type OutputDecoder, type OutputRecord } from "./output";

/** Feeds the bytes in pieces of the given sizes. */
function decode(decoder: OutputDecoder, bytes: Buffer, sizes: readonly number[]): OutputRecord[] {
  const records: OutputRecord[] = [];
  let at = 0;
  for (const size of sizes) {
    records.push(...decoder.push(bytes.subarray(at, at + size)));
    at += size;
  }
  records.push(...decoder.push(bytes.subarray(at)), ...decoder.flush());
  return records;
}

const sizes = fc.array(fc.nat(20));

test("lines are the same however their bytes arrive", () => {
  const line = fc.string({ unit: "grapheme" }).filter((text) => !/[\r\n]/.test(text));
  fc.assert(
    fc.property(fc.array(line), sizes, (lines, pieces) => {
      const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(""));
      const expected = lines.filter((text) => text !== "").map((message) => ({ message }));
      expect(decode(lineDecoder(), bytes, pieces)).toEqual(expected);
    }),
  );
});

test("a last line without an end is a line", () => {
  expect(decode(lineDecoder(), Buffer.from("a\r\nb"), [])).toEqual([{ message: "a" }, { message: "b" }]);
});

test("a line without any end is cut rather than kept in memory", () => {
  const records = decode(lineDecoder(), Buffer.alloc(2_500_000, "x"), Array(25).fill(100_000));
  expect(records.length).toBeGreaterThan(1);
  expect(records.map(({ message }) => message).join("")).toHaveLength(2_500_000);
});

/** As AWS's runtime interface client writes it. */
function frame(timestamp: number, message: string): Buffer {
  const text = Buffer.from(`${message}\n`);
  const header = Buffer.alloc(16);
  header.writeUInt32BE((0xa55a0003 | 12) >>> 0, 0);
  header.writeUInt32BE(text.length, 4);
  header.writeBigInt64BE(BigInt(timestamp) * 1000n, 8);
  return Buffer.concat([header, text]);
}

test("frames are the same however their bytes arrive, line breaks included", () => {
  const record = fc.record({ timestamp: fc.nat(), message: fc.string({ unit: "grapheme" }) });
  fc.assert(
    fc.property(fc.array(record), sizes, (records, pieces) => {
      const bytes = Buffer.concat(records.map(({ timestamp, message }) => frame(timestamp, message)));
      expect(decode(frameDecoder(), bytes, pieces)).toEqual(records);
    }),
  );
});

test("what is no frame is shown as it is", () => {
  const bytes = Buffer.concat([frame(1, "framed"), Buffer.from("written by the function itself")]);
  expect(decode(frameDecoder(), bytes, [])).toEqual([
    { timestamp: 1, message: "framed" },
    { message: "written by the function itself" },
  ]);
});
