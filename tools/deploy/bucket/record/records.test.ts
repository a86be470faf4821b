import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { TestAccount } from "../../testing/account/account";
import { keys } from "../keys";
import type { ServiceRecord } from "./record";
import { Records } from "./records";

jest.setTimeout(60_000);

let account: TestAccount;
beforeAll(async () => {
  account = await TestAccount.start();
});
afterAll(async () => {
  await account.close();
});

let environment: string;
let next = 0;
beforeEach(() => {
  environment = `dev-${next++}`;
});

const records = (): Records => new Records(account.bucket(), environment);

const entry = (by: string): ServiceRecord => ({ functions: {}, by, at: "2026-11-23T00:00:00.000Z" });

test("an environment in which nothing was recorded has no record", async () => {
  expect(await records().read()).toBeUndefined();
});

test("what is recorded is read by others", async () => {
  const live = { version: "5", sha256: "ab".repeat(32), configuration: "cd".repeat(32), aliasRevision: "r" };
  const orders: ServiceRecord = { ...entry("alice"), template: "ef".repeat(32), functions: { orders: live } };
  await records().update("orders", () => orders);
  expect(await records().read()).toEqual({ version: 1, services: { orders } });
  await records().update("orders", (before) => before && { ...before, pending: true });
  expect((await records().read())?.services.orders).toEqual({ ...orders, pending: true });
  await records().update("orders", () => undefined);
  expect(await records().read()).toEqual({ version: 1, services: {} });
});

test("nothing of what many processes record at once is lost", async () => {
  const services = Array.from({ length: 12 }, (_, index) => `service-${index}`);
  await Promise.all(services.map((service) => records().update(service, () => entry(service))));
  const found = await records().read();
  expect(Object.keys(found?.services ?? {}).sort()).toEqual([...services].sort());
});

test("services of one process that end together share a write", async () => {
  const session = account.session();
  await records().update("first", () => entry("first"));
  const shared = new Records(account.bucket(session), environment);
  await Promise.all(
    Array.from({ length: 30 }, (_, index) => shared.update(`service-${index}`, () => entry("x"))),
  );
  expect(session.calls.summary().byOperation).toEqual({ "S3.GetObject": 1, "S3.PutObject": 2 });
  expect(Object.keys((await shared.read())?.services ?? {})).toHaveLength(31);
});

describe("a record that cannot be read", () => {
  test.each([" ", "{", '{"version":"2","services":{}}', '{"version":1,"services":{"orders":{}}}'])(
    "%j counts as none, and the next write replaces it",
    async (text) => {
      await account.bucket().put(keys.record(environment), text, "absent");
      expect(await records().read()).toBeUndefined();
      await records().update("orders", () => entry("alice"));
      expect(Object.keys((await records().read())?.services ?? {})).toEqual(["orders"]);
    },
  );
});

test("what a newer deployer adds is kept", async () => {
  const orders = { ...entry("alice"), later: { more: 1 } };
  const text = JSON.stringify({ version: 1, services: { orders }, also: true });
  await account.bucket().put(keys.record(environment), text, "absent");
  await records().update("billing", () => entry("bob"));
  expect(await records().read()).toEqual({
    version: 1,
    also: true,
    services: { orders, billing: entry("bob") },
  });
});
