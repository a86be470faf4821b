import { expect, test } from "@jest/globals";
import { references } from "./references";
import { parseTemplate } from "./template";

const of = (Metadata?: unknown) =>
  references(parseTemplate(JSON.stringify({ Metadata, Resources: {} }), "the template"));

test("services that a template refers to, with its parameters for them", () => {
  const References = {
    "due-orders": { imports: ["api-url", "topic"], events: [] },
    payments: { events: ["payments.PaymentCaptured.v1"], later: true },
  };
  expect(of({ Ferry: { References, Later: 1 }, Other: [] })).toEqual({
    "due-orders": {
      environment: "DueOrdersEnvironment",
      imports: { "api-url": "ImportDueOrdersApiUrl", topic: "ImportDueOrdersTopic" },
      events: [],
    },
    payments: {
      environment: "PaymentsEnvironment",
      imports: {},
      events: ["payments.PaymentCaptured.v1"],
    },
  });
});

test.each([undefined, {}, { Ferry: {} }, { "AWS::CloudFormation::Interface": {} }, []])(
  "a template without such metadata refers to none: %j",
  (metadata) => {
    expect(of(metadata)).toEqual({});
  },
);

test("names that objects inherit are services as any other", () => {
  const References = JSON.parse('{"constructor": {"imports": ["to-string"]}}');
  expect(of({ Ferry: { References } }).constructor).toEqual({
    environment: "ConstructorEnvironment",
    imports: { "to-string": "ImportConstructorToString" },
    events: [],
  });
});

test.each([
  [{ Ferry: [] }, "Metadata.Ferry: "],
  [{ Ferry: { References: 1 } }, "Metadata.Ferry.References: "],
  [{ Ferry: { References: { orders: { imports: "url" } } } }, "Metadata.Ferry.References.orders.imports: "],
])("what is not valid is refused, with its place: %j", (metadata, place) => {
  expect(() => of(metadata)).toThrow(`the template is not valid: ${place}`);
});
