import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import type { ServiceRecord } from "../bucket/record/record";
import { Records } from "../bucket/record/records";
import type { Context } from "../context/context";
import { TestAccount } from "../testing/account/account";
import { testEnvironment } from "../testing/fixtures/environment";
import { withLease } from "./lease";

jest.setTimeout(60_000);

let account: TestAccount;
beforeAll(async () => {
  account = await TestAccount.start();
});
afterAll(async () => {
  await account.close();
});

/** As far as a lock needs it, of a process of its own. */
function contextOf(user: string, forceUnlock = false): Context {
  const bucket = account.bucket();
  const environment = testEnvironment();
  const context: Partial<Context> = {
    bucket,
    environment,
    records: new Records(bucket, environment.name),
    emit: () => undefined,
    user,
    command: "deploy",
    forceUnlock,
    signal: new AbortController().signal,
    beforeWrite: async () => undefined,
    touched: new Set(),
  };
  return context as Context;
}

const entry = (by: string): ServiceRecord => ({ functions: {}, by, at: "2026-11-23T00:00:00.000Z" });

async function recorded(): Promise<ServiceRecord | undefined> {
  return (await contextOf("reader").records.read())?.services.orders;
}

test("a run without writes clears its mark, but not the record of a later holder", async () => {
  await contextOf("first").records.update("orders", () => entry("first"));
  const refusal = withLease(contextOf("alice"), "orders", async () => {
    expect(await recorded()).toMatchObject({ by: "alice", pending: true });
    throw new Error("refused");
  });
  await expect(refusal).rejects.toThrow("refused");
  expect(await recorded()).toEqual(entry("first"));

  const overtaken = withLease(contextOf("alice"), "orders", async () => {
    await withLease(contextOf("bob", true), "orders", async ({ records }) => {
      await records.update("orders", () => entry("bob"));
    });
    throw new Error("refused");
  });
  await expect(overtaken).rejects.toThrow("refused");
  expect(await recorded()).toEqual(entry("bob"));
});
