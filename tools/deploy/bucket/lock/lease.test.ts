import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { nodeBinary } from "../../../node/node-binary";
import { TestAccount } from "../../testing/account/account";
import type { Bucket } from "../bucket";
import { Lease, type LeaseOptions } from "./lease";
import { LEASE, type Lock, takeover, Unreadable } from "./lock";
import { type Holder, thisHolder } from "./process";

jest.setTimeout(60_000);

let account: TestAccount;
let bucket: Bucket;
beforeAll(async () => {
  account = await TestAccount.start();
  bucket = account.bucket();
});
afterAll(async () => {
  await account.close();
});

let key: string;
let next = 0;
/** What was reported, in order. */
let reported: string[];
beforeEach(() => {
  key = `locks/${next++}.json`;
  reported = [];
});

const options = (more: Partial<LeaseOptions> = {}): LeaseOptions => ({
  bucket,
  key,
  subject: "orders in dev-alice",
  user: "alice",
  command: "deploy",
  force: false,
  signal: new AbortController().signal,
  onWait: (holder) => reported.push(`waits for ${holder.split(" since ")[0]}`),
  onTakeover: (holder, why) => reported.push(`takes from ${holder.split(" since ")[0]}: ${why}`),
  ...more,
});

/** Puts another holder's lock there. */
async function lockedBy(holder: Partial<Holder>): Promise<string> {
  const lock: Lock = {
    version: 1,
    id: "other",
    holder: { ...thisHolder("bob"), ...holder },
    command: "rollback",
    since: new Date().toISOString(),
    renewal: 0,
  };
  return (await bucket.put(key, JSON.stringify(lock), "absent")) ?? "";
}

describe("a lock", () => {
  test("that is free is acquired with one write, and released with another", async () => {
    await bucket.ensure();
    const session = account.session();
    const { lease, waited } = await Lease.acquire(options({ bucket: account.bucket(session) }));
    expect(waited).toBe(false);
    await lease.confirm();
    await lease.release();
    expect(session.calls.summary().byOperation).toEqual({ "S3.PutObject": 1, "S3.DeleteObject": 1 });
    expect(await bucket.get(key)).toBeUndefined();
  });

  test("is held by one at a time", async () => {
    let inside = 0;
    const visit = async (user: string): Promise<void> => {
      const { lease } = await Lease.acquire(options({ user, bucket: account.bucket() }));
      expect(++inside).toBe(1);
      await lease.confirm();
      inside--;
      await lease.release();
    };
    await Promise.all(["alice", "bob", "carol", "dave"].map(visit));
    expect(await bucket.get(key)).toBeUndefined();
  });

  test("of a running process is waited for until it is released", async () => {
    const { lease: first } = await Lease.acquire(options({ user: "bob" }));
    const waiting = Promise.withResolvers<void>();
    const second = Lease.acquire(
      options({
        onWait: (holder) => {
          expect(holder).toMatch(/^bob on .+ \(deploy, process \d+\) since \d{4}-/);
          waiting.resolve();
        },
      }),
    );
    await waiting.promise;
    await first.release();
    const { lease, waited } = await second;
    expect(waited).toBe(true);
    await lease.release();
  });

  test("of a process of this machine that was killed is taken at once", async () => {
    const child = spawn(nodeBinary(), ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
    await once(child, "spawn");
    const pid = child.pid ?? 0;
    child.kill("SIGKILL");
    await once(child, "exit");
    await lockedBy({ pid, started: "1" });
    const { lease, waited } = await Lease.acquire(options());
    expect([waited, reported]).toEqual([true, [expect.stringMatching(/^takes from bob on .*: ended$/)]]);
    await lease.release();
  });

  test("of an earlier process with the id of one that runs is taken at once", async () => {
    await lockedBy({ pid: process.pid, started: "1" });
    const { lease } = await Lease.acquire(options());
    expect(reported).toEqual([expect.stringMatching(/: ended$/)]);
    await lease.release();
  });

  test("of another machine is not, whatever its process id", async () => {
    await lockedBy({ machine: "elsewhere", pid: 1, started: "1" });
    const controller = new AbortController();
    const acquiring = Lease.acquire(options({ signal: controller.signal, onWait: () => controller.abort() }));
    await expect(acquiring).rejects.toThrow(expect.objectContaining({ name: "AbortError" }));
  });

  test("is taken over by force, once, and the previous holder fails at its next write", async () => {
    const { lease: robbed } = await Lease.acquire(options({ user: "bob" }));
    const { lease } = await Lease.acquire(options({ force: true, command: "destroy" }));
    expect(reported).toEqual([expect.stringMatching(/^takes from bob .*: forced$/)]);
    await expect(expire(robbed)).rejects.toMatchObject({
      code: "LockLost",
      message: expect.stringMatching(
        /^the lock of orders in dev-alice was lost: alice on .* \(destroy, .* holds it now$/,
      ),
    });
    await robbed.release();
    expect(await bucket.get(key)).toBeDefined();
    await lease.release();
  });

  test.each([
    ["", "it is empty"],
    ["{", "it is not JSON"],
    ["[]", "the document: Invalid input: expected object, received array"],
    ['{"version":2,"until":"tomorrow"}', "it has version 2, and this deployer reads version 1"],
    ['{"version":1,"id":"x"}', "holder: Invalid input: expected object, received undefined"],
  ])("that cannot be read, %j, is refused at once, and taken by force alone", async (text, problem) => {
    const etag = await bucket.put(key, text, "absent");
    await expect(Lease.acquire(options())).rejects.toMatchObject({
      code: "LockUnreadable",
      message: `the lock of orders in dev-alice cannot be read: ${key} in the bucket ${bucket.name}: ${problem}`,
      next: expect.stringContaining("--force-unlock"),
    });
    expect(reported).toEqual([]);
    expect(await bucket.get(key)).toMatchObject({ text, etag });
    const { lease } = await Lease.acquire(options({ force: true }));
    expect(reported).toEqual([
      `takes from an unknown holder, whose lock cannot be read (${problem}): forced`,
    ]);
    await lease.release();
    expect(await bucket.get(key)).toBeUndefined();
  });

  test("that was replaced by something unreadable is lost", async () => {
    const { lease } = await Lease.acquire(options());
    await bucket.put(key, "{", { etag: (await bucket.get(key))?.etag ?? "" });
    await expect(expire(lease)).rejects.toMatchObject({
      code: "LockLost",
      message: expect.stringContaining(
        "an unknown holder, whose lock cannot be read (it is not JSON) holds it now",
      ),
    });
  });

  test("that was deleted is lost", async () => {
    const { lease } = await Lease.acquire(options());
    await bucket.delete(key, (await bucket.get(key))?.etag ?? "");
    await expect(expire(lease)).rejects.toMatchObject({
      code: "LockLost",
      message: expect.stringContaining("it was deleted"),
    });
  });

  test("is renewed before a write when it was last confirmed long ago", async () => {
    const { lease } = await Lease.acquire(options());
    const before = await bucket.get(key);
    await expire(lease);
    const after = await bucket.get(key);
    expect(JSON.parse(after?.text ?? "")).toMatchObject({ renewal: 1 });
    expect(after?.etag).not.toBe(before?.etag);
    await lease.release();
    expect(await bucket.get(key)).toBeUndefined();
  });
});

/** Asks before a write, as if the last renewal had been half a lease ago. */
async function expire(lease: Lease): Promise<void> {
  const now = Date.now;
  Date.now = () => now() + LEASE / 2 + 1;
  try {
    await lease.confirm();
  } finally {
    Date.now = now;
  }
}

describe("whether a lock may be taken over", () => {
  const elsewhere = { ...thisHolder("bob"), machine: "elsewhere" };
  const lock = { version: 1, id: "x", holder: elsewhere, command: "deploy", since: "", renewal: 0 } as const;
  const aged = (age: number) => ({
    text: "",
    etag: "",
    lastModified: new Date(0),
    now: new Date(age),
  });
  test.each([
    ["fresh", aged(0), lock, false, undefined],
    ["fresh, and force is used", aged(0), lock, true, "forced"],
    ["at the end of its time", aged(LEASE), lock, false, undefined],
    ["two seconds after that", aged(LEASE + 2_000), lock, false, "expired"],
    ["unreadable", aged(0), new Unreadable("it is not JSON"), false, undefined],
    ["unreadable and old", aged(LEASE + 2_000), new Unreadable("it is not JSON"), false, undefined],
    ["unreadable, and force is used", aged(0), new Unreadable("it is not JSON"), true, "forced"],
    ["held by this process", aged(0), { ...lock, holder: thisHolder("bob") }, false, undefined],
  ])("%s", (_name, found, held, force, expected) => {
    expect(takeover(found, held, force)).toBe(expected);
  });
});
