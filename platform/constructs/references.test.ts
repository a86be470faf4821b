import { describe, expect, test } from "@jest/globals";
import { CfnTopic } from "aws-cdk-lib/aws-sns";
import { ServiceFunction } from "./service-function";
import type { ServiceStack } from "./service-stack";
import { ofType, serviceWith, type Template } from "./synthesized.fixture";

const referencesOf = ({ Metadata }: Template): unknown =>
  (Metadata as { Ferry: { References: unknown } } | undefined)?.Ferry.References;

const sources = (template: Template): unknown[] =>
  ofType(template, "AWS::Events::Rule").map(([, { Properties }]) => Properties.EventPattern.source);

const source = (service: string, pascal: string): unknown => ({
  "Fn::If": [
    `Hears${pascal}`,
    { "Fn::Sub": `\${${pascal}Environment}.${service}` },
    { "Fn::Sub": `\${Environment}.${service}` },
  ],
});

test("what a stack names of other services is a parameter, once", () => {
  const template = serviceWith((shop, stack) => {
    const other = new ServiceFunction(stack, "Other", {
      name: "other",
      environment: { URL: stack.import("due-orders", "api-url") },
    });
    const name = `at-${stack.import("due-orders", "api-url")}`;
    new CfnTopic(stack, "Topic", { displayName: name });
    shop.on("due-orders", "due-orders.Placed.v1");
    other.queue("cards", { from: ["payments.Paid.v2", "due-orders.Sent.v1"] });
    other.on("due-orders", "due-orders.Placed.v1");
  });
  expect(referencesOf(template)).toEqual({
    "due-orders": { imports: ["api-url"], events: ["due-orders.Placed.v1", "due-orders.Sent.v1"] },
    payments: { imports: [], events: ["payments.Paid.v2"] },
  });
  expect(template.Parameters).toMatchObject({
    DueOrdersEnvironment: { Type: "String", Default: "", AllowedPattern: "([a-z][a-z0-9-]*)?" },
    PaymentsEnvironment: { Type: "String", Default: "" },
    Listen: { Type: "String", Default: "false", AllowedValues: ["true", "false"] },
    ImportDueOrdersApiUrl: { Type: "String" },
  });
  expect(template.Parameters.ImportDueOrdersApiUrl).not.toHaveProperty("Default");
  expect(JSON.stringify(template)).not.toContain("Fn::ImportValue");
  expect(template.Resources.OtherFunction?.Properties.Environment.Variables.URL).toEqual({
    Ref: "ImportDueOrdersApiUrl",
  });
  expect(template.Resources.Topic?.Properties.DisplayName).toEqual({
    "Fn::Join": ["", ["at-", { Ref: "ImportDueOrdersApiUrl" }]],
  });
  expect(sources(template)).toEqual([
    [source("due-orders", "DueOrders")],
    [source("due-orders", "DueOrders")],
    [source("payments", "Payments")],
    [source("due-orders", "DueOrders")],
  ]);
  expect(template.Conditions).toMatchObject({
    HearsDueOrders: {
      "Fn::And": [
        { "Fn::Not": [{ "Fn::Equals": [{ Ref: "DueOrdersEnvironment" }, ""] }] },
        { "Fn::Equals": [{ Ref: "Listen" }, "true"] },
      ],
    },
  });
});

test("a service is always heard by itself in its own environment", () => {
  const template = serviceWith((shop) => shop.on("shop", "shop.Opened.v1"));
  expect(sources(template)).toEqual([[{ "Fn::Sub": `\${Environment}.shop` }]]);
  expect(referencesOf(template)).toBeUndefined();
  expect(Object.keys(template.Parameters)).not.toContain("Listen");
});

test("a service that only imports has nothing to listen to", () => {
  const template = serviceWith(
    (_, stack) => new CfnTopic(stack, "Topic", { displayName: stack.import("orders", "url") }),
  );
  expect(Object.keys(template.Parameters)).toContain("OrdersEnvironment");
  expect(Object.keys(template.Parameters)).not.toContain("Listen");
});

describe("refused", () => {
  const uses = (use: (shop: ServiceFunction, stack: ServiceStack) => void) => () => serviceWith(use);

  test("its own export", () => {
    expect(uses((_, stack) => stack.import("shop", "url"))).toThrow(
      'shop imports its own export "url"; use the value that it exports',
    );
  });

  test.each([
    ["Orders", "url", 'the service "Orders" must be words'],
    ["orders", "URL", 'the export "URL" must be words'],
  ])("a name that makes no parameter: %s, %s", (service, name, message) => {
    expect(uses((_, stack) => stack.import(service, name))).toThrow(message);
  });

  test("names that make one parameter", () => {
    expect(
      uses((_, stack) => {
        stack.import("orders", "api-url");
        stack.import("orders-api", "url");
      }),
    ).toThrow(
      "the export api-url of orders and the export url of orders-api both need the parameter ImportOrdersApiUrl; rename one of them",
    );
    expect(
      uses((shop, stack) => {
        stack.import("stock-1", "url");
        shop.on("stock1", "stock1.Sold.v1");
      }),
    ).toThrow(
      "the environment of stock-1 and the environment of stock1 both need the parameter Stock1Environment",
    );
    expect(
      uses((_, stack) => {
        stack.import("orders", "environment");
        stack.import("import-orders", "url");
      }),
    ).toThrow("both need the parameter ImportOrdersEnvironment");
  });

  test("an element of the stack by a parameter's name", () => {
    expect(
      uses((_, stack) => {
        new CfnTopic(stack, "OrdersEnvironment");
        stack.import("orders", "url");
      }),
    ).toThrow("OrdersEnvironment");
  });
});
