import { expect, test } from "@jest/globals";
import type { ObservedStack } from "../model/observed";
import type { ResourceTypes } from "../template/resource-types/types";
import { parseTemplate } from "../template/template";
import { answering, deployableTemplate } from "../testing/scene/deployable";
import { stackChanges } from "./changes";
import type { StackPlan } from "./plan";

const TYPES: ResourceTypes = { version: 1, types: { "AWS::DynamoDB::Table": { stateful: true } } };
const TABLE = { Type: "AWS::DynamoDB::Table" };

/** A template with a loop that makes these tables. */
function looping(names: readonly string[]): string {
  const each = `\${Name}`;
  const loop = ["Name", names, { [each]: TABLE }];
  return deployableTemplate({ ...answering("orders", "one"), resources: { "Fn::ForEach::Tables": loop } });
}

function changes(
  deployed: string,
  desired: string,
  dead: Pick<ObservedStack, "remaining"> & { readonly level?: string } = {},
): ReturnType<typeof stackChanges> {
  const { remaining, level = "info" } = dead;
  const parameters = { Environment: "dev", Level: "info" };
  const plan = {
    desired: { parameters: { ...parameters, Level: level } },
    action: remaining ? "create" : "update",
    first: remaining && { action: "delete" as const, status: "DELETE_FAILED" },
    sent: { template: parseTemplate(desired, "desired") },
  } as unknown as StackPlan;
  const observed = { name: "dev-orders", parameters, template: deployed, remaining };
  return stackChanges(plan, observed as unknown as ObservedStack, TYPES);
}

const PLAIN = deployableTemplate(answering("orders", "one"));

test("a loop's resources are unknown if the loop or its inputs change", () => {
  expect(changes(looping(["A", "B"]), looping(["A"]))).toBeUndefined();
  expect(changes(looping(["A"]), PLAIN)).toBeUndefined();
  expect(changes(looping(["A"]), looping(["A"]), { level: "debug" })).toBeUndefined();
});

test("a loop that stays as it is, or is added, loses nothing", () => {
  expect(changes(looping(["A"]), looping(["A"]))).toMatchObject({ resources: [] });
  expect(changes(PLAIN, looping(["A"]))?.resources.some(({ dataLoss }) => dataLoss)).toBe(false);
});

test("the rest of a dead stack is unknown if its template does not name it", () => {
  expect(changes(looping(["A"]), PLAIN, { remaining: ["A"] })).toBeUndefined();
  expect(changes(looping(["A"]), PLAIN, { remaining: ["Function"] })?.resources).toContainEqual(
    expect.objectContaining({ logicalId: "Function", action: "remove" }),
  );
});
