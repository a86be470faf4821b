import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { planSweep, sweepAll } from "../../engine/removal/sweep";
import { TestAccount } from "../../testing/account/account";
import { Population } from "../../testing/account/population";
import { removalContext } from "../../testing/account/removal-context";
import { residue } from "../../testing/account/residue";

jest.setTimeout(300_000);

const SERVICES = ["orders", "payments", "notifications"];
const numbers = Array.from({ length: 40 }, (_, index) => index);
const nameOf = (number: number): string => `zap-${String(number).padStart(2, "0")}-x`;

let account: TestAccount;
let population: Population;
beforeAll(async () => {
  account = await TestAccount.start();
  population = new Population(account);
  for (let from = 0; from < numbers.length; from += 8)
    await population.make(
      ...numbers.slice(from, from + 8).map((number) => ({
        name: nameOf(number),
        services: SERVICES,
        record: { expires: number < 30 ? "2026-01-02T00:00:00Z" : "2126-01-02T00:00:00Z" },
      })),
    );
});
afterAll(async () => {
  population.close();
  await account.close();
});

test("a sweep of 30 of 40 environments of three services takes few calls for each", async () => {
  const { context } = removalContext(account);
  const plan = await planSweep(context, "expired");
  const { total: found } = context.session.calls.summary();
  // Lists of objects and of stacks, and a record of each that is not in the index yet.
  expect(found).toBeLessThanOrEqual(3 + 40 * 2 + Math.ceil((40 * 3) / 50));
  const ended = await sweepAll(context, plan);
  expect(ended.map(({ name, how }) => [name, how])).toEqual(
    numbers.slice(0, 30).map((number) => [nameOf(number), "removed"]),
  );
  const { total } = context.session.calls.summary();
  const perEnvironment = (total - found) / 30;
  // For each stack a deletion, its events and its end; the lock, and the record before and after. 10 besides.
  expect(perEnvironment).toBeLessThanOrEqual(10 + 3 * 9);
  expect(residue(account.folder, nameOf(0))).toEqual([]);
  const again = removalContext(account).context;
  expect((await planSweep(again, "expired")).removals).toEqual([]);
  expect(again.session.calls.summary().total).toBeLessThanOrEqual(4);
});
