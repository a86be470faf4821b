import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { ManualClock } from "../../../testing/fixtures/manual-clock";
import { Limiter } from "./limiter";

const LIMIT = { quota: 10, burst: 2 };

/** Requests a token and logs its name when it gets one, or the error. */
function want(
  limiter: Limiter,
  log: string[],
  name: string,
  kind: "read" | "write",
  signal?: AbortSignal,
): void {
  limiter.take(kind, signal).then(
    () => log.push(name),
    (error: Error) => log.push(`${name}: ${error.name}`),
  );
}

describe("a limiter", () => {
  test("admits a burst at once, and the rest at the rate of the quota", async () => {
    const clock = new ManualClock();
    const limiter = new Limiter(LIMIT, clock);
    const log: string[] = [];
    for (const name of ["a", "b", "c", "d"]) want(limiter, log, name, "read");
    await turn();
    expect(log).toEqual(["a", "b"]);
    clock.pass(99);
    await turn();
    expect(log).toEqual(["a", "b"]);
    clock.pass(2);
    await turn();
    expect(log).toEqual(["a", "b", "c"]);
    clock.pass(100);
    await turn();
    expect(log).toEqual(["a", "b", "c", "d"]);
    expect(clock.pending).toBe(0);
  });

  test("prefers writes to earlier reads", async () => {
    const clock = new ManualClock();
    const limiter = new Limiter({ quota: 10, burst: 1 }, clock);
    const log: string[] = [];
    want(limiter, log, "first", "read");
    want(limiter, log, "read", "read");
    want(limiter, log, "write", "write");
    clock.pass(1_000);
    await turn();
    expect(log).toEqual(["first", "write", "read"]);
  });

  test("spends no token on an interrupted request, and continues with the others", async () => {
    const clock = new ManualClock();
    const limiter = new Limiter({ quota: 10, burst: 1 }, clock);
    const log: string[] = [];
    const interruption = new AbortController();
    want(limiter, log, "first", "write");
    want(limiter, log, "aborted", "write", interruption.signal);
    want(limiter, log, "last", "read");
    interruption.abort();
    await turn();
    expect(log).toEqual(["first", "aborted: AbortError"]);
    clock.pass(101);
    await turn();
    expect(log).toEqual(["first", "aborted: AbortError", "last"]);
  });

  test("slows down when throttled, and recovers", async () => {
    const clock = new ManualClock();
    const limiter = new Limiter(LIMIT, clock);
    limiter.throttled(await limiter.take("write", undefined));
    expect(limiter.rate).toBeCloseTo(7);
    clock.pass(3_001);
    expect(limiter.rate).toBe(10);
  });

  test("serves everyone in the end, in order of arrival among their kind", async () => {
    const kinds = fc.array(fc.constantFrom("read" as const, "write" as const), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(kinds, async (requests) => {
        const clock = new ManualClock();
        const limiter = new Limiter(LIMIT, clock);
        const log: string[] = [];
        for (const [index, kind] of requests.entries()) want(limiter, log, `${kind} ${index}`, kind);
        clock.pass(requests.length * 100);
        await turn();
        for (const kind of ["read", "write"]) {
          const order = requests.flatMap((one, index) => (one === kind ? [`${kind} ${index}`] : []));
          expect(log.filter((name) => name.startsWith(kind))).toEqual(order);
        }
      }),
    );
  });
});
