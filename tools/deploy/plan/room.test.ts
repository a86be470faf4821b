import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { parseTemplate } from "../template/template";
import { testEnvironment } from "../testing/fixtures/environment";
import { loadedResourceTypes } from "../testing/fixtures/resource-types";
import { serviceOf } from "../testing/fixtures/service";
import { stackChanges } from "./changes";
import { desire } from "./desired";
import { type Demand, demandOf, shortages } from "./room";
import { planStack } from "./stack";

const types = loadedResourceTypes();

/** The demand of a new stack with these resources. */
function demand(resources: object): Demand {
  const service = serviceOf({ service: "orders", description: "", functions: [] });
  const text = JSON.stringify({
    Parameters: { Environment: { Type: "String" } },
    Conditions: { Never: { "Fn::Equals": ["a", "b"] } },
    Resources: resources,
  });
  const template = parseTemplate(text, "the template");
  const desired = desire(
    { ...service, stack: { ...service.stack, body: text, template } },
    testEnvironment(),
  );
  const stack = planStack(desired.stack, undefined);
  return demandOf([{ stack, changes: stackChanges(stack, undefined, types) }]);
}

const role = { Type: "AWS::IAM::Role", Properties: { AssumeRolePolicyDocument: {} } };

test("a new stack needs room for its roles, its rules on the default bus, and what functions reserve", () => {
  const lambda = (more: object) => ({
    Type: "AWS::Lambda::Function",
    Properties: { FunctionName: "f", ...more },
  });
  expect(
    demand({
      A: role,
      B: { ...role, Condition: "Never" },
      Rule: { Type: "AWS::Events::Rule", Properties: { EventPattern: {} } },
      Elsewhere: { Type: "AWS::Events::Rule", Properties: { EventPattern: {}, EventBusName: "other" } },
      F: lambda({ ReservedConcurrentExecutions: 40 }),
      G: lambda({}),
    }),
  ).toEqual({ stacks: 1, roles: 1, rules: 1, concurrency: 40 });
});

test("what exactly fits is no shortage, and one more is", () => {
  const number = fc.nat(1_000);
  fc.assert(
    fc.property(number, fc.integer({ min: 1, max: 100 }), (used, more) => {
      const need = { stacks: 0, roles: more, rules: 0, concurrency: 0 };
      expect(shortages(need, { roles: { used, limit: used + more } })).toEqual([]);
      expect(shortages(need, { roles: { used, limit: used + more - 1 } })).toEqual([
        `IAM roles in the account: ${used} of ${used + more - 1} are used and ${more} more are needed, 1 too many`,
      ]);
    }),
  );
});

test("what is not needed, and what is not known, is never short", () => {
  const need = { stacks: 1, roles: 0, rules: 2, concurrency: 0 };
  expect(shortages(need, { roles: { used: 5, limit: 1 }, concurrency: { used: 3, limit: 0 } })).toEqual([]);
});
