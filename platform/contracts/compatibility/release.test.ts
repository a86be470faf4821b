import { expect, test } from "@jest/globals";
import fc from "fast-check";
import * as z from "zod";
import { arbitraryData } from "./arbitrary-data.fixture";
import type { DataSchema } from "./data-schema";
import { incompatibilities } from "./incompatibilities";
import { releaseProblems } from "./release";

const leaf: fc.Arbitrary<DataSchema> = fc.constantFrom<DataSchema>(
  { type: "string", pattern: "^[a-z]{1,8}$" },
  { type: "string", minLength: 1, maxLength: 9 },
  { type: "integer", minimum: 0, maximum: 99 },
  { type: "integer", minimum: 10, maximum: 20 },
  { type: "boolean" },
  { type: "string", enum: ["a", "b"] },
  { type: "string", enum: ["a", "b", "c"] },
  { type: "string", format: "date-time" },
);
const { object } = fc.letrec<{ object: DataSchema; member: DataSchema }>((tie) => ({
  member: fc.oneof(
    { maxDepth: 2 },
    leaf,
    tie("object"),
    tie("member").map((items) => ({ type: "array", minItems: 0, items })),
  ),
  object: fc
    .dictionary(fc.constantFrom("id", "total", "lines", "note"), fc.tuple(tie("member"), fc.boolean()), {
      maxKeys: 4,
    })
    .map((members) => ({
      type: "object",
      properties: Object.fromEntries(Object.entries(members).map(([name, [schema]]) => [name, schema])),
      required: Object.keys(members).filter((name) => members[name]?.[1]),
    })),
}));

/** A schema, and what it became by a few changes of its members. */
const evolution = fc
  .tuple(
    object,
    fc.array(fc.tuple(fc.constantFrom("id", "total", "lines", "note", "new"), object, fc.nat(4))),
  )
  .map(([before, changes]) => {
    const properties = { ...before.properties };
    const required = new Set(before.required);
    for (const [name, { properties: other = {} }, kind] of changes) {
      const replacement = Object.values(other)[0];
      if (kind === 0) delete properties[name];
      if (kind === 1 && replacement) properties[name] = replacement;
      if (kind === 2) required.delete(name);
      if (kind === 3) required.add(name);
      if (kind === 4 && replacement && !properties[name]) properties[name] = replacement;
    }
    const names = Object.keys(properties);
    const after: DataSchema = { ...before, properties, required: names.filter((name) => required.has(name)) };
    return { before, after };
  });

function accepts(schema: DataSchema, data: unknown): boolean {
  return z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]).safeParse(data).success;
}

/** The data of an old event may have no member of a name that the new version gives a meaning to: publishers send what they declare. */
test("what is called compatible is: old events suit new readers, and new events suit old readers", () => {
  fc.assert(
    fc.property(
      evolution.filter(({ before, after }) => incompatibilities(before, after).length === 0),
      fc.gen(),
      ({ before, after }, gen) => {
        expect(
          accepts(
            after,
            gen(() => arbitraryData(before)),
          ),
        ).toBe(true);
        expect(
          accepts(
            before,
            gen(() => arbitraryData(after)),
          ),
        ).toBe(true);
      },
    ),
    { numRuns: 200 },
  );
});

test("whatever is called incompatible, its message says where", () => {
  fc.assert(
    fc.property(evolution, ({ before, after }) => {
      const problems = releaseProblems(
        [{ type: "a.B.v1", schema: before }],
        [{ type: "a.B.v1", schema: after }],
      );
      const broken = incompatibilities(before, after);
      expect(problems).toHaveLength(broken.length === 0 ? 0 : 1);
      for (const { pointer, problem } of broken)
        expect(problems[0]).toContain(`${pointer || "the data"} ${problem}`);
    }),
  );
});

test("a message says what to do", () => {
  const released = [
    { type: "orders.OrderPlaced.v9", schema: { type: "object", properties: { total: { type: "integer" } } } },
    { type: "orders.OrderLost.v1", schema: { type: "object" } },
  ];
  const current = [{ type: "orders.OrderPlaced.v9", schema: { type: "object", properties: {} } }];
  expect(releaseProblems(released, current).join("\n\n")).toMatchInlineSnapshot(`
"orders.OrderPlaced.v9 is released, and was changed so that some readers or events would fail:
  /total was removed: readers of this version may use it
  a released version only ever gets more optional members: change it back, and define orders.OrderPlaced.v10 in a file of its own;
  publish both until every reader has moved

orders.OrderLost.v1 is released, but not in contracts.ts: put it back; once no service publishes or reads it and no queue or archive holds it, delete schemas/orders.OrderLost.v1.json as well"
`);
});
