import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { decodeQuery, type QueryValue } from "./decode";

/** The query protocol's own rules, written the other way round. */
function flatten(value: QueryValue, path: string): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  if (Array.isArray(value))
    return value.flatMap((item, index) => flatten(item, `${path}.member.${index + 1}`));
  return Object.entries(value).flatMap(([name, item]) => flatten(item, `${path}.${name}`));
}

const name = fc.stringMatching(/^[A-Z][A-Za-z]{0,8}$/);
const { value } = fc.letrec<{ value: QueryValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.string(),
    fc.array(tie("value"), { minLength: 1, maxLength: 12 }),
    fc.dictionary(name, tie("value"), { minKeys: 1, maxKeys: 3, noNullPrototype: true }),
  ),
}));

describe("decodeQuery", () => {
  it("gives back what was flattened, in any order of the parameters", () => {
    const order = fc.infiniteStream(fc.nat());
    fc.assert(
      fc.property(fc.dictionary(name, value, { noNullPrototype: true }), order, (fields, keys) => {
        const pairs = Object.entries(fields).flatMap(([field, item]) => flatten(item, field));
        const shuffled = pairs
          .map((pair) => ({ pair, key: keys.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ pair }) => pair);
        expect(decodeQuery(new URLSearchParams(shuffled))).toEqual(fields);
      }),
    );
  });
});
