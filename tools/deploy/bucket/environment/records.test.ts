import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { FaultProfile } from "../../../local/faults/profile";
import { TestAccount } from "../../testing/account/account";
import { keys } from "../keys";
import type { EnvironmentRecord } from "./record";
import { EnvironmentRecords, Malformed, type StoredRecord } from "./records";

jest.setTimeout(60_000);

let account: TestAccount;
beforeAll(async () => {
  account = await TestAccount.start();
});
afterAll(async () => {
  await account.close();
});

let name: string;
let next = 0;
beforeEach(() => {
  name = `dev-${next++}`;
});

const records = (): EnvironmentRecords => new EnvironmentRecords(account.bucket());

const alice: EnvironmentRecord = { version: 1, owner: "alice", created: "2026-12-01T00:00:00.000Z" };
const expiring = (expires: string) => (before: EnvironmentRecord) => ({ ...before, expires });

async function stored(): Promise<EnvironmentRecord | undefined> {
  return ((await records().read(name)) as StoredRecord | undefined)?.record;
}

describe("a record", () => {
  test("is not there before one is created", async () => {
    expect(await records().read(name)).toBeUndefined();
    expect(await records().change(name, expiring("2026-12-02T00:00:00.000Z"))).toBeUndefined();
    expect(await records().read(name)).toBeUndefined();
  });

  test("is created by one of many", async () => {
    const created = await Promise.all(
      ["alice", "bob", "carol", "dave"].map((owner) => records().create(name, { ...alice, owner })),
    );
    const winners = created.flatMap((one) => (one === undefined ? [] : [one.record]));
    expect(winners).toEqual([await stored()]);
  });

  test("loses nothing of what many change at once, or a newer deployer adds", async () => {
    await records().create(name, { ...alice, later: { more: 1 } });
    const services = Array.from({ length: 8 }, (_, index) => `service-${index}`);
    await Promise.all(
      services.map((service) =>
        records().change(name, (before) => ({ ...before, seeds: { ...before.seeds, [service]: "0" } })),
      ),
    );
    const found = await stored();
    expect(found).toMatchObject({ ...alice, later: { more: 1 } });
    expect(Object.keys(found?.seeds ?? {}).sort()).toEqual(services);
  });

  test("that was read is changed with one call, and not at all if it stays the same", async () => {
    await records().create(name, alice);
    const session = account.session();
    const own = new EnvironmentRecords(account.bucket(session));
    const known = (await own.read(name)) as StoredRecord;
    await own.change(name, (before) => before, known);
    await own.change(name, expiring("2026-12-02T00:00:00.000Z"), known);
    expect(session.calls.summary().byOperation).toEqual({ "S3.GetObject": 1, "S3.PutObject": 1 });
  });

  test("that changed since it was read is changed from what it is now", async () => {
    const known = await records().create(name, alice);
    await records().change(name, expiring("2026-12-02T00:00:00.000Z"));
    await records().change(name, (before) => ({ ...before, branch: "main" }), known);
    expect(await stored()).toEqual({ ...alice, expires: "2026-12-02T00:00:00.000Z", branch: "main" });
  });

  test("is deleted only as it was read", async () => {
    const { etag = "" } = (await records().create(name, alice)) ?? {};
    await records().change(name, expiring("2026-12-02T00:00:00.000Z"));
    await records().delete(name, etag);
    const found = (await records().read(name)) as StoredRecord;
    expect(found.record.expires).toBe("2026-12-02T00:00:00.000Z");
    await records().delete(name, found.etag);
    expect(await records().read(name)).toBeUndefined();
  });

  test("that was written is known to be, although the answers were lost", async () => {
    await account.bucket().ensure();
    const lost = { kind: "error", status: 500, effect: "after", operations: ["s3:PutObject"], limit: 1 };
    account.setFaults(FaultProfile.parse({ version: 1, faults: [lost] }));
    const created = await records().create(name, alice);
    account.setFaults(FaultProfile.parse({ version: 1, faults: [lost] }));
    const changes: EnvironmentRecord[] = [];
    await records().change(name, (before) => {
      changes.push(before);
      return { ...before, branch: "main" };
    });
    account.setFaults(undefined);
    expect([created?.record, changes]).toEqual([alice, [alice]]);
    expect(await stored()).toEqual({ ...alice, branch: "main" });
  });
});

describe("an object that is no record", () => {
  test.each([
    ["{", "it is not JSON"],
    ["[]", "the document: Invalid input: expected object, received array"],
    ['{"version":1,"owner":"a"}', "created: Invalid input: expected string, received undefined"],
  ])("%s is reported and can be replaced", async (text, problem) => {
    await account.bucket().put(keys.environment(name), text, "absent");
    const found = (await records().read(name)) as Malformed;
    expect(found).toBeInstanceOf(Malformed);
    expect(found.problem).toBe(problem);
    expect(await records().change(name, () => alice)).toBeInstanceOf(Malformed);
    expect(await records().create(name, alice)).toBeUndefined();
    expect((await records().create(name, alice, found))?.record).toEqual(alice);
    expect(await records().create(name, { ...alice, owner: "bob" }, found)).toBeUndefined();
    expect(await stored()).toEqual(alice);
  });

  test("a record of a newer version is refused", async () => {
    await account.bucket().put(keys.environment(name), '{"version":2}', "absent");
    await expect(records().read(name)).rejects.toMatchObject({ code: "DeployerOutdated" });
    await expect(records().change(name, () => alice)).rejects.toMatchObject({ code: "DeployerOutdated" });
  });
});
