import { describe, expect, test } from "@jest/globals";
import type { Service } from "../manifest/service";
import { testEnvironment } from "../testing/fixtures/environment";
import { serviceOf } from "../testing/fixtures/service";
import { desire, ownerTag } from "./desired";

const orders = serviceOf({
  service: "orders",
  description: "",
  functions: [{ name: "orders", memory: 128, code: "first" }],
});

/** The service with other template parameters. */
function withParameters(parameters: Service["stack"]["template"]["parameters"]): Service {
  return { ...orders, stack: { ...orders.stack, template: { ...orders.stack.template, parameters } } };
}

describe("a desired service", () => {
  test("has names of its environment and a value for every parameter", () => {
    const { stack, functions } = desire(orders, testEnvironment({ Level: "debug", Unused: "x" }));
    expect(stack.name).toBe("test-orders");
    expect(functions.map(({ name }) => name)).toEqual(["test-orders"]);
    expect(stack.parameters).toEqual({ Environment: "test", Level: "debug" });
    expect(stack.tags).toEqual({
      "ferry:service": "orders",
      "ferry:environment": "test",
      "ferry:template": orders.stack.digest,
    });
  });

  test("takes the template's default if the environment has no value", () => {
    expect(desire(orders, testEnvironment()).stack.parameters).toEqual({
      Environment: "test",
      Level: "info",
    });
  });

  test("is refused if a parameter has no value", () => {
    const service = withParameters({ Domain: { Type: "String" } });
    expect(() => desire(service, testEnvironment())).toThrowErrorMatchingInlineSnapshot(
      `"the template of //services/orders:stack needs a parameter Domain, and the environment "test" has none"`,
    );
  });

  test("is refused if a file has the value of a hidden parameter", () => {
    const service = withParameters({ Password: { Type: "String", NoEcho: true } });
    expect(() => desire(service, testEnvironment({ Password: "x" }))).toThrowErrorMatchingInlineSnapshot(
      `"the template of //services/orders:stack hides the parameter Password (NoEcho), but environments.json gives its value in clear"`,
    );
  });

  test("is refused if a name is too long for Lambda", () => {
    const environment = { ...testEnvironment(), name: `dev-${"a".repeat(60)}` };
    expect(() => desire(orders, environment)).toThrowErrorMatchingInlineSnapshot(
      `"the function "dev-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-orders" has 71 characters: AWS allows at most 64"`,
    );
  });

  test("never has seeds where data are protected, or only what is attested may go live", () => {
    const seed = { digest: "ab".repeat(32), tables: { Table: { partitionKey: "pk", items: [] } } };
    const seeded = (settings: object) =>
      desire({ ...orders, seed }, { ...testEnvironment(), ...settings }, { reseed: true }).seed;
    expect(seeded({})).toEqual({ ...seed, again: true });
    expect(seeded({ protected: true })).toBeUndefined();
    expect(seeded({ trust: { keys: [] } })).toBeUndefined();
  });

  test("has an owner whose name is a tag's value", () => {
    expect(ownerTag("Zoë O'Neil <zoe@example.com>")).toEqual({
      "ferry:owner": "Zoë O_Neil _zoe@example.com_",
    });
    expect(ownerTag("")).toEqual({});
    expect(ownerTag("a".repeat(300))["ferry:owner"]).toHaveLength(256);
  });
});
