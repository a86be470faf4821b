import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import * as z from "zod";
import { arbitraryData } from "./compatibility/arbitrary-data.fixture";
import { dataSchema, schemaText } from "./compatibility/data-schema";
import { releaseProblems } from "./compatibility/release";
import { readReleased } from "./compatibility/released";
import { CONTRACTS } from "./contracts";

const SCHEMAS = join(__dirname, "schemas");
const released = readReleased(SCHEMAS);
const current = CONTRACTS.map(({ type, data }) => ({ type, schema: dataSchema(data) }));
const UPDATE = "./bazelw run //platform/contracts:update";

test("no released event type has changed incompatibly, and none was removed", () => {
  expect(releaseProblems(released, current).join("\n")).toBe("");
});

test.each(current)("the schema of $type is released as it is now", ({ type, schema }) => {
  const committed = readdirSync(SCHEMAS).includes(`${type}.json`)
    ? readFileSync(join(SCHEMAS, `${type}.json`), "utf8")
    : "";
  if (committed !== schemaText(schema))
    throw new Error(`schemas/${type}.json is not what ${type} looks like now; run ${UPDATE} and commit it`);
});

describe.each(released)("of $type", ({ type, schema }) => {
  const definition = CONTRACTS.find((contract) => contract.type === type);

  test("every event that its release allows is one for today's readers", () => {
    fc.assert(
      fc.property(arbitraryData(schema), (data) => {
        expect(definition?.data.safeParse(data).error).toBeUndefined();
      }),
      { numRuns: 50 },
    );
  });

  test("every event that today's publishers send is one for readers of the release", () => {
    const reader = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
    const sent = arbitraryData(dataSchema(definition?.data ?? z.never()));
    fc.assert(
      fc.property(sent, (data) => {
        expect(reader.safeParse(data).error).toBeUndefined();
      }),
      { numRuns: 50 },
    );
  });
});
