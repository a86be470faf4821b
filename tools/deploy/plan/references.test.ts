import { describe, expect, test } from "@jest/globals";
import type { Service } from "../manifest/service";
import { parseTemplate } from "../template/template";
import { testEnvironment } from "../testing/fixtures/environment";
import { serviceOf } from "../testing/fixtures/service";
import { deployableTemplate } from "../testing/scene/deployable";
import { desire } from "./desired";
import { hearsFrom, importsFrom, type Links, linked, requireResolved } from "./references";

const built = serviceOf({ service: "mail", description: "", functions: [] });
const refers = {
  orders: { imports: ["url"], events: ["orders.OrderPlaced.v1"] },
  "pay-ments": { events: ["x"] },
};
const body = deployableTemplate({ service: "mail", source: "", memory: 128, refers });
const mail: Service = { ...built, stack: { ...built.stack, body, template: parseTemplate(body, "t") } };
const desired = desire(mail, testEnvironment());

const links = (environment: string, outputs?: Record<string, string>, listen = false): Links => ({
  producer: () => ({ environment, outputs }),
  listen,
});

describe("parameters that stand for other services", () => {
  test("are open until they are linked", () => {
    expect(desired.stack.unresolved).toEqual([
      "OrdersEnvironment",
      "ImportOrdersUrl",
      "PayMentsEnvironment",
      "Listen",
    ]);
    expect(desired.stack.parameters).toEqual({ Environment: "test", Level: "info" });
  });

  test("name no environment where the service is beside the stack", () => {
    const { stack } = linked(desired, "test", links("test", { ExportUrl: "https://orders" }));
    expect(stack.unresolved).toEqual([]);
    expect(stack.parameters).toEqual({
      Environment: "test",
      Level: "info",
      OrdersEnvironment: "",
      PayMentsEnvironment: "",
      ImportOrdersUrl: "https://orders",
      Listen: "false",
    });
  });

  test("name the base where the service falls through to it", () => {
    const { stack } = linked(desired, "test", links("dev-main", { ExportUrl: "u" }, true));
    expect(stack.parameters).toMatchObject({
      OrdersEnvironment: "dev-main",
      PayMentsEnvironment: "dev-main",
      ImportOrdersUrl: "u",
      Listen: "true",
    });
  });

  test.each([
    ["there is no stack", undefined],
    ["the stack exports no such value", { Url: "https://orders" }],
    ["the name is one that every object has", { __proto__: { ExportUrl: "u" } }],
  ])("stay open where %s, which a deploy refuses", (_, outputs) => {
    const unknown = links("dev-main", outputs as Record<string, string> | undefined);
    const one = linked(desired, "test", unknown);
    expect(one.stack.unresolved).toEqual(["ImportOrdersUrl"]);
    expect(() => requireResolved(one, "test", unknown)).toThrow(
      expect.objectContaining({ code: "ImportMissing", message: expect.stringContaining("dev-main-orders") }),
    );
  });
});

test("a service imports from some services, and hears others", () => {
  expect([importsFrom(desired), hearsFrom(desired)]).toEqual([["orders"], ["orders", "pay-ments"]]);
});
