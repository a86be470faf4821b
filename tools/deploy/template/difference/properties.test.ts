import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { ResourceTypes } from "../resource-types/types";
import { parseTemplate, type TemplateResource } from "../template";
import { templateDifference } from "./compare";

const types: ResourceTypes = {
  version: 1,
  types: {
    "T::Table": { stateful: true, name: "Name", yes: ["Name", "Key.Hash"], maybe: ["List.*.Size"] },
    "T::Plain": { yes: ["Target"] },
  },
};

const ids = ["A", "B", "C", "D"] as const;
const value = fc.oneof(
  fc.constantFrom("x", "y", 1, 2, true),
  fc.constantFrom(...ids).map((id) => ({ Ref: id })),
  fc.constantFrom("P", "Q").map((name) => ({ Ref: name })),
  fc.constantFrom(...ids).map((id) => ({ "Fn::Sub": `\${${id}.Arn}/x` })),
  fc
    .tuple(fc.constantFrom("x", "y"), fc.constantFrom("x", "y"))
    .map((branches) => ({ "Fn::If": ["On", ...branches] })),
);
const resource: fc.Arbitrary<TemplateResource> = fc.record(
  {
    Type: fc.constantFrom("T::Table", "T::Plain", "T::Unknown"),
    Condition: fc.constant("On"),
    DeletionPolicy: fc.constantFrom("Retain", "Delete"),
    UpdateReplacePolicy: fc.constantFrom("Retain", "Delete"),
    Properties: fc.dictionary(fc.constantFrom("Name", "Target", "Other"), value, { maxKeys: 3 }),
  },
  { requiredKeys: ["Type", "Properties"] },
);
const stack = fc.record({
  Resources: fc.dictionary(fc.constantFrom(...ids), resource, { maxKeys: 4 }),
  parameters: fc.record({ P: fc.constantFrom("x", "y"), Q: fc.constantFrom("x", "y") }),
});
type Stack = typeof stack extends fc.Arbitrary<infer T> ? T : never;

function instantiation({ Resources, parameters }: Stack) {
  const Parameters = { P: { Type: "String", AllowedValues: ["x", "y"] }, Q: { Type: "String" } };
  const Conditions = { On: { "Fn::Equals": [{ Ref: "P" }, "x"] } };
  return { template: parseTemplate(JSON.stringify({ Parameters, Conditions, Resources }), "t"), parameters };
}

/** Ids of the resources that exist with the stack's parameters. */
function existing({ Resources, parameters }: Stack): string[] {
  return Object.keys(Resources).filter(
    (id) => Resources[id]?.Condition === undefined || parameters.P === "x",
  );
}

describe("a difference of templates", () => {
  test("of equal ones is empty", () => {
    fc.assert(
      fc.property(stack, (one) => {
        const same = templateDifference(instantiation(one), instantiation(structuredClone(one)), types);
        expect(same).toEqual({ resources: [], parameters: [], outputs: [], conditions: [] });
      }),
    );
  });

  test("has every added, removed or changed resource in exactly one class", () => {
    fc.assert(
      fc.property(stack, stack, (one, other) => {
        const { resources } = templateDifference(instantiation(one), instantiation(other), types);
        const named = resources.map(({ logicalId }) => logicalId);
        expect(new Set(named).size).toBe(named.length);
        const [before, after] = [existing(one), existing(other)];
        const action = new Map(resources.map((change) => [change.logicalId, change.action]));
        for (const id of ids) {
          const was = before.includes(id);
          const is = after.includes(id);
          if (was && is) expect([undefined, "change", "replace"]).toContain(action.get(id));
          else expect(action.get(id)).toBe(was ? "remove" : is ? "add" : undefined);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test("backwards adds what forwards removes", () => {
    fc.assert(
      fc.property(stack, stack, (one, other) => {
        const list = (from: Stack, to: Stack, action: string) =>
          templateDifference(instantiation(from), instantiation(to), types)
            .resources.filter((change) => change.action === action)
            .map(({ logicalId }) => logicalId);
        expect(list(one, other, "add")).toEqual(list(other, one, "remove"));
      }),
    );
  });

  test("loses data only of stateful resources that are or may be removed, and are not retained", () => {
    fc.assert(
      fc.property(stack, stack, (one, other) => {
        const { resources } = templateDifference(instantiation(one), instantiation(other), types);
        for (const { logicalId, action, replacement, dataLoss } of resources) {
          const before = one.Resources[logicalId];
          const removed = action === "remove";
          const policies = removed
            ? [before?.DeletionPolicy]
            : [before?.UpdateReplacePolicy, other.Resources[logicalId]?.UpdateReplacePolicy];
          const expected =
            before?.Type === "T::Table" &&
            (removed || replacement !== "no") &&
            !policies.every((policy) => policy === "Retain");
          expect([logicalId, dataLoss]).toEqual([logicalId, action === "add" ? false : expected]);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test("reports that a hidden parameter changed, but not its value", () => {
    const hidden = (Q: string): Stack => ({
      Resources: { A: { Type: "T::Plain", Properties: { Other: { Ref: "Q" } } } },
      parameters: { P: "x", Q: Q as "x" },
    });
    const { resources, parameters } = templateDifference(
      instantiation(hidden("first secret")),
      instantiation(hidden("second secret")),
      types,
    );
    expect(resources[0]?.properties).toEqual([{ path: "Properties.Other", hidden: true, replacement: "no" }]);
    expect(parameters).toEqual([{ name: "Q", action: "change", hidden: true }]);
  });
});
