import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { ManualClock } from "../../../testing/fixtures/manual-clock";
import { Limiter } from "./limiter";

const LIMIT = { quota: 10, burst: 2 };

/** Wants a token and writes down its name when it has one, or why not. */
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
  test("lets a burst through at once, and the others at the pace of the quota", async () => {
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

  test("lets writes go before reads that came earlier", async () => {
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

  test("spends no token on who was interrupted, and goes on for the others", async () => {
    const clock = new ManualClock();
    const limiter = new Limiter({ quota: 10, burst: 1 }, clock);
    const log: string[] = [];
    const interruption = new AbortController();
    want(limiter, log, "first", "write");
    want(limiter, log, "gone", "write", interruption.signal);
    want(limiter, log, "last", "read");
    interruption.abort();
    await turn();
    expect(log).toEqual(["first", "gone: AbortError"]);
    clock.pass(101);
    await turn();
    expect(log).toEqual(["first", "gone: AbortError", "last"]);
  });

  test("slows down when AWS says so, and comes back", async () => {
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
      fc.asyncProperty(kinds, async (wanted) => {
        const clock = new ManualClock();
        const limiter = new Limiter(LIMIT, clock);
        const log: string[] = [];
        for (const [index, kind] of wanted.entries()) want(limiter, log, `${kind} ${index}`, kind);
        clock.pass(wanted.length * 100);
        await turn();
        for (const kind of ["read", "write"]) {
          const order = wanted.flatMap((one, index) => (one === kind ? [`${kind} ${index}`] : []));
          expect(log.filter((name) => name.startsWith(kind))).toEqual(order);
        }
      }),
    );
  });
});
