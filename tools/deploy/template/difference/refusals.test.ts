import { describe, expect, test } from "@jest/globals";
import { loadedResourceTypes } from "../../testing/fixtures/resource-types";
import { parseTemplate } from "../template";
import { templateDifference } from "./compare";
import type { ResourceChange } from "./difference";

const types = loadedResourceTypes();
const PARAMETERS = {
  Environment: { Type: "String" },
  Secret: { Type: "String" },
  On: { Type: "String", AllowedValues: ["yes", "no"] },
};
const CONDITIONS = {
  On: { "Fn::Equals": [{ Ref: "On" }, "yes"] },
  InEurope: { "Fn::Equals": [{ Ref: "AWS::Region" }, "eu-central-1"] },
};
const VALUES = { Environment: "dev", Secret: "hunter2", On: "no" };

type Resources = Readonly<Record<string, object>>;

function changes(from: Resources, to: Resources, values = VALUES): readonly ResourceChange[] {
  const instantiate = (Resources: Resources) => ({
    template: parseTemplate(
      JSON.stringify({ Parameters: PARAMETERS, Conditions: CONDITIONS, Resources }),
      "t",
    ),
    parameters: values,
  });
  return templateDifference(instantiate(from), instantiate(to), types).resources;
}

/** What is refused, by logical id. */
function refused(from: Resources, to: Resources, values = VALUES): Record<string, string> {
  return Object.fromEntries(
    changes(from, to, values).flatMap(({ logicalId, refused: one }) => (one ? [[logicalId, one.why]] : [])),
  );
}

const named = (text: string) => ({ "Fn::Sub": text });
const fn = (FunctionName: unknown, more: object = {}) => ({
  Type: "AWS::Lambda::Function",
  Properties: { FunctionName, ...more },
});

describe("a name that is in use", () => {
  const orders = named("$" + "{Environment}-orders");

  test("is that of a renamed construct, which keeps its logical id or gets another name", () => {
    const [change] = changes({ Old: fn(orders) }, { New: fn(orders) });
    expect(change).toMatchObject({ logicalId: "New", renamedFrom: "Old", nameTaken: "dev-orders" });
    expect(change?.refused?.why).toBe("the name dev-orders belongs to Old, which is deleted only afterwards");
    expect(change?.refused?.instead).toContain('overrideLogicalId("Old")');
  });

  test("is so however it is written, and whatever else changes", () => {
    const other = fn({ "Fn::Join": ["-", [{ Ref: "Environment" }, "orders"]] }, { MemorySize: 256 });
    expect(Object.keys(refused({ Old: fn(orders) }, { New: other }))).toEqual(["New"]);
  });

  test("is that of one which stays, or is kept", () => {
    expect(refused({ A: fn(orders) }, { A: fn(orders), B: fn(orders) })).toEqual({
      B: "the name dev-orders belongs to A, which stays",
    });
    expect(refused({ A: { ...fn(orders), DeletionPolicy: "Retain" } }, { B: fn(orders) })).toEqual({
      B: "the name dev-orders belongs to A, which stays",
    });
  });

  test("is that of one which gets another name: it is deleted under the old one afterwards, too", () => {
    expect(refused({ A: fn("a"), B: fn("b") }, { A: fn("b"), B: fn("c") })).toEqual({
      A: "the name b belongs to B, which stays",
    });
  });

  test("is a replaced one's own", () => {
    expect(refused({ A: fn("a") }, { A: fn("a", { PackageType: "Image" }) })).toEqual({
      A: "a new A is created before the old one is deleted, and both would have the name a",
    });
  });

  test.each([
    ["AWS::DynamoDB::Table", "TableName"],
    ["AWS::Events::Rule", "Name"],
    ["AWS::IAM::ManagedPolicy", "ManagedPolicyName"],
    ["AWS::Logs::LogGroup", "LogGroupName"],
    ["AWS::SNS::Topic", "TopicName"],
    ["AWS::SQS::Queue", "QueueName"],
  ])("matters for %s, too", (Type, property) => {
    const one = { Type, Properties: { [property]: named("$" + "{AWS::StackName}-x") } };
    expect(Object.keys(refused({ Old: one }, { New: one }))).toEqual(["New"]);
  });

  test("is compared and not shown where it may be a secret", () => {
    const secret = fn({ Ref: "Secret" });
    const found = changes({ Old: secret }, { New: secret });
    expect(found[0]).toMatchObject({ logicalId: "New", nameTaken: "$" + "{Secret}" });
    expect(JSON.stringify(found)).not.toContain("hunter2");
  });

  test.each<[string, Resources, Resources]>([
    ["another name", { A: fn("a") }, { B: fn("b") }],
    ["no name", { A: fn(undefined) }, { B: fn(undefined) }],
    [
      "another type",
      { A: fn("a") },
      { B: { Type: "AWS::DynamoDB::Table", Properties: { TableName: "a", KeySchema: [] } } },
    ],
    ["a name that only CloudFormation knows", { A: fn({ Ref: "X" }) }, { B: fn({ Ref: "X" }) }],
    [
      "rules of different buses",
      { A: { Type: "AWS::Events::Rule", Properties: { Name: "r" } } },
      { B: { Type: "AWS::Events::Rule", Properties: { Name: "r", EventBusName: "own" } } },
    ],
    ["one that is not there", { A: { ...fn("a"), Condition: "On" } }, { B: fn("a") }],
    ["one that may not be there", { A: { ...fn("a"), Condition: "InEurope" } }, { B: fn("a") }],
    ["one that may not come", { A: fn("a") }, { B: { ...fn("a"), Condition: "InEurope" } }],
    [
      "aliases of two functions",
      { A: alias("F"), F: fn("f"), G: fn("g") },
      { B: alias("G"), F: fn("f"), G: fn("g") },
    ],
  ])("is not: %s", (_, from, to) => {
    expect(refused(from, to)).toEqual({});
  });
});

function alias(id: string): object {
  return { Type: "AWS::Lambda::Alias", Properties: { Name: "live", FunctionName: { Ref: id } } };
}

test("the type of a resource does not change", () => {
  expect(refused({ A: fn("a") }, { A: { Type: "AWS::SQS::Queue" } })).toEqual({
    A: "the type of a resource cannot be changed",
  });
});

describe("a table", () => {
  const key = (AttributeName: unknown) => [{ AttributeName, KeyType: "HASH" }];
  const index = (IndexName: unknown, more: object = {}) => ({
    IndexName,
    KeySchema: key("kind"),
    Projection: { ProjectionType: "ALL" },
    ...more,
  });
  const table = (GlobalSecondaryIndexes: unknown, more: object = {}, Type = "AWS::DynamoDB::Table") => ({
    T: { Type, Properties: { KeySchema: key("id"), GlobalSecondaryIndexes, ...more } },
  });
  const included = (...NonKeyAttributes: string[]) => ({
    Projection: { ProjectionType: "INCLUDE", NonKeyAttributes },
  });

  test.each(["AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable"])(
    "gains or loses one index in an update (%s)",
    (type) => {
      const of = (...indexes: object[]) => table(indexes, {}, type);
      const [a, b, c] = [index("a"), index("b"), index("c")];
      expect(refused(of(a), of(a, b, c))).toEqual({
        T: "an update can add or remove one index, not 2 (+ b, + c)",
      });
      expect(refused(of(a), of(b))).toEqual({ T: "an update can add or remove one index, not 2 (+ b, - a)" });
      expect(refused(of(a, b, c), table(undefined, {}, type))).toEqual({
        T: "an update can add or remove one index, not 3 (- a, - b, - c)",
      });
      expect(refused(table(undefined, {}, type), of(a))).toEqual({});
      expect(refused(of(a, b), of(b, c, a))).toEqual({});
    },
  );

  test("keeps key and projection of an index", () => {
    const changed = { T: "key and projection of an index cannot be changed: a" };
    expect(refused(table([index("a")]), table([index("a", { KeySchema: key("owner") })]))).toEqual(changed);
    expect(refused(table([index("a")]), table([index("a", included("x"))]))).toEqual(changed);
    expect(refused(table([index("a", included("x"))]), table([index("a", included("x", "y"))]))).toEqual(
      changed,
    );
    expect(refused(table([index("a", included("y", "x"))]), table([index("a", included("x", "y"))]))).toEqual(
      {},
    );
    const throughput = { ProvisionedThroughput: { ReadCapacityUnits: 2, WriteCapacityUnits: 2 } };
    expect(refused(table([index("a")]), table([index("a", throughput)]))).toEqual({});
  });

  test("that is replaced, or new, may have any", () => {
    const [before, after] = [table([index("a")]), table([index("b"), index("c")])];
    expect(refused(before, table([index("b"), index("c")], { KeySchema: key("other") }))).toEqual({});
    expect(refused({}, after)).toEqual({});
  });

  test("of which not all is known is left to CloudFormation", () => {
    const unknown = { "Fn::If": ["InEurope", [index("a")], [index("b"), index("c")]] };
    expect(refused(table([index("a")]), table(unknown))).toEqual({});
    expect(refused(table([index("a")]), table([index({ Ref: "X" }), index("b")]))).toEqual({});
    expect(refused(table([index("a")]), table([index("a", { KeySchema: key({ Ref: "X" }) })]))).toEqual({});
  });

  test("is what its parameters make of it", () => {
    const choice = { "Fn::If": ["On", [index("a"), index("b")], []] };
    expect(refused(table([]), table(choice), { ...VALUES, On: "yes" })).toEqual({
      T: "an update can add or remove one index, not 2 (+ a, + b)",
    });
    expect(refused(table([]), table(choice))).toEqual({});
  });

  test("does not change the attribute of its time to live at once", () => {
    const ttl = (AttributeName: string, Enabled: unknown = true) =>
      table([], { TimeToLiveSpecification: { AttributeName, Enabled } });
    expect(refused(ttl("a", "true"), ttl("b"))).toEqual({
      T: "the attribute of the time to live cannot be changed from a to b while it is enabled",
    });
    for (const to of [ttl("a", false), ttl("b", false), table([])]) expect(refused(ttl("a"), to)).toEqual({});
    expect(refused(ttl("a", false), ttl("b"))).toEqual({});
  });

  test("is replaced with the type of an attribute, and perhaps with a local index: its data are lost", () => {
    const definitions = (types: Readonly<Record<string, string>>) => ({
      AttributeDefinitions: Object.entries(types).map(([AttributeName, AttributeType]) => ({
        AttributeName,
        AttributeType,
      })),
    });
    const [before] = [table([], definitions({ id: "S" }))];
    expect(changes(before, table([], definitions({ id: "N" })))).toMatchObject([
      { action: "replace", replacement: "yes", dataLoss: true },
    ]);
    expect(changes(before, table([index("a")], definitions({ id: "S", kind: "S" })))).toMatchObject([
      { action: "change", replacement: "no", dataLoss: false },
    ]);
    expect(
      changes(before, table([], { ...definitions({ id: "S" }), LocalSecondaryIndexes: [index("l")] })),
    ).toMatchObject([{ action: "change", replacement: "maybe", dataLoss: true }]);
  });
});
