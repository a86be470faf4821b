import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { type ListInput, listObjects } from "./list";
import type { ObjectRecord } from "./object-store";

const record = {} as ObjectRecord;

function* from(keys: readonly string[], first: string): Iterable<{ key: string; record: ObjectRecord }> {
  for (const key of keys) if (key >= first) yield { key, record };
}

/** What a listing holds in the end, by the definition: each key with the prefix, or the part of it up to the delimiter. */
function expected(keys: readonly string[], { prefix, delimiter, startAfter }: ListInput): string[] {
  const entries = keys
    .filter((key) => key.startsWith(prefix) && key > startAfter)
    .map((key) => {
      const end = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
      return end === -1 ? key : `${key.slice(0, end + 1)}*`;
    });
  return [...new Set(entries)];
}

const text = fc.string({ unit: fc.constantFrom("a", "b", "/"), maxLength: 5 });

test("pages of any size add up to the whole listing, each entry once and in order", () => {
  const input = fc.record({
    prefix: fc.string({ unit: fc.constantFrom("a", "/"), maxLength: 2 }),
    delimiter: fc.constantFrom("", "/"),
    maxKeys: fc.integer({ min: 1, max: 4 }),
    startAfter: text,
  });
  fc.assert(
    fc.property(fc.uniqueArray(text, { maxLength: 15 }), input, (names, asked) => {
      const keys = names.filter((name) => name !== "").sort();
      const seen: string[] = [];
      let continuationToken: string | undefined;
      do {
        const page = listObjects((first) => from(keys, first), { ...asked, continuationToken });
        const entries = [
          ...page.contents.map(({ key }) => key),
          ...page.commonPrefixes.map((prefix) => `${prefix}*`),
        ];
        expect(entries.length).toBeGreaterThan(page.nextContinuationToken === undefined ? -1 : 0);
        expect(entries.length).toBeLessThanOrEqual(asked.maxKeys);
        seen.push(...entries.sort());
        continuationToken = page.nextContinuationToken;
      } while (continuationToken !== undefined);
      expect(seen).toEqual(expected(keys, { ...asked, continuationToken }).sort());
    }),
  );
});

test("max-keys 0 lists nothing", () => {
  const input = { prefix: "", delimiter: "", maxKeys: 0, startAfter: "", continuationToken: undefined };
  const none = { contents: [], commonPrefixes: [], nextContinuationToken: undefined };
  expect(listObjects((first) => from(["a"], first), input)).toEqual(none);
});
