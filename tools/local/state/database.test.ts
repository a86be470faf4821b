import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { Database, type KeyRange } from "./database";

const folder = mkdtempSync(join(tmpdir(), "ferry-database-"));
const file = join(folder, "x.sqlite");

afterAll(() => rmSync(folder, { recursive: true }));

/** Well-formed text, with surrogate pairs, whose order in UTF-16 is not that of their UTF-8 bytes. */
const key = fc.string({
  unit: fc.constantFrom("a", "b", "~", "é", "\u{ffff}", "\u{1f600}", "\0"),
  maxLength: 4,
});
const bound = fc.option(key, { nil: undefined });

describe("Database", () => {
  test("gives any range of its keys in the order of their bytes, as a sorted list does", () => {
    const database = new Database(file);
    const range = fc.record({
      gt: bound,
      gte: bound,
      lt: bound,
      lte: bound,
      reverse: fc.boolean(),
      limit: fc.integer({ min: -1, max: 6 }),
    });
    fc.assert(
      fc.property(fc.uniqueArray(key, { maxLength: 12 }), range, (keys, asked) => {
        database.deleteSpace("s");
        for (const name of keys) database.put("s", name, { name });
        const given = Object.fromEntries(
          Object.entries(asked).filter(([, value]) => value !== undefined),
        ) as KeyRange;
        const bytes = (name: string): Buffer => Buffer.from(name);
        const sorted = keys
          .toSorted((a, b) => Buffer.compare(bytes(a), bytes(b)))
          .filter((name) => given.gt === undefined || Buffer.compare(bytes(name), bytes(given.gt)) > 0)
          .filter((name) => given.gte === undefined || Buffer.compare(bytes(name), bytes(given.gte)) >= 0)
          .filter((name) => given.lt === undefined || Buffer.compare(bytes(name), bytes(given.lt)) < 0)
          .filter((name) => given.lte === undefined || Buffer.compare(bytes(name), bytes(given.lte)) <= 0);
        if (asked.reverse) sorted.reverse();
        const expected = asked.limit < 0 ? sorted : sorted.slice(0, asked.limit);
        expect([...database.entries("s", given)].map((entry) => entry.key)).toEqual(expected);
      }),
    );
    database.close();
  });

  test("reads on, page by page, while entries come and go", () => {
    const database = new Database(file);
    for (let index = 0; index < 350; index += 1) database.put("pages", String(index).padStart(3, "0"), index);
    const seen: unknown[] = [];
    for (const { key: name, value } of database.entries("pages")) {
      seen.push(value);
      database.delete("pages", name);
    }
    expect(seen).toEqual(Array.from({ length: 350 }, (_, index) => index));
    expect([...database.entries("pages")]).toEqual([]);
    for (let index = 0; index < 250; index += 1) database.put("pages", String(index).padStart(3, "0"), index);
    const backwards = [...database.entries("pages", { lt: "240", reverse: true })].map(({ value }) => value);
    expect(backwards).toEqual(Array.from({ length: 240 }, (_, index) => 239 - index));
    database.close();
  });

  test("keeps a transaction whole or not at all", () => {
    const database = new Database(file);
    database.put("t", "a", 1);
    expect(() =>
      database.transaction(() => {
        database.put("t", "a", 2);
        database.put("t", "b", 2);
        throw new Error("in the middle");
      }),
    ).toThrow("in the middle");
    expect([...database.entries("t")]).toEqual([{ key: "a", value: 1 }]);
    database.transaction(() => database.put("t", "b", 3));
    expect(database.get("t", "b")).toBe(3);
    database.close();
    expect(() => database.get("t", "b")).toThrow("Database is closed");
  });
});
