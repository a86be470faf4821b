import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { Database } from "./database";
import { type Verdict, WorkQueue } from "./work-queue";

let folder: string;
let database: Database;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ferry-work-"));
  database = new Database(join(folder, "work.db"));
});

afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

const left = (space = "work") => [...database.entries(space)].map(({ value }) => value);

/** A queue whose work the test ends by hand. */
function held(): {
  begun: string[];
  end: Map<string, (verdict: Verdict<string>) => void>;
  queue: WorkQueue<string>;
} {
  const begun: string[] = [];
  const end = new Map<string, (verdict: Verdict<string>) => void>();
  const work = (value: string) => {
    begun.push(value);
    return new Promise<Verdict<string>>((resolve) => end.set(value, resolve));
  };
  return { begun, end, queue: new WorkQueue({ database, space: "work", work }) };
}

describe("WorkQueue", () => {
  test("keeps work until it is done, and what is to be kept until the next start", async () => {
    const { begun, end, queue } = held();
    queue.push(["a", "b", "c"]);
    expect(begun).toEqual(["a", "b", "c"]);
    expect(left()).toEqual(["a", "b", "c"]);
    end.get("b")?.("done");
    end.get("a")?.("keep");
    end.get("c")?.({ again: "d", at: Date.now() + 3_600_000 });
    await queue.close();
    expect(left()).toEqual(["a", "d"]);

    const next = held();
    await new Promise((resolve) => setImmediate(() => setTimeout(resolve, 5)));
    expect(next.begun).toEqual(["a"]);
    next.end.get("a")?.("done");
    await next.queue.close();
    expect(left()).toEqual(["d"]);
  });

  test("begins nothing once it is stopped, and keeps what is pushed then", async () => {
    const { begun, queue } = held();
    queue.stop();
    queue.push(["late"]);
    await queue.close();
    expect([begun, left()]).toEqual([[], ["late"]]);
  });

  test("does each piece as often as it asks for, whatever the delays", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.nat({ max: 4 }), { maxLength: 3 }), { maxLength: 12 }),
        async (plans) => {
          const space = `space ${Math.random()}`;
          const runs = plans.map(() => 0);
          const all = Promise.withResolvers<void>();
          let open = plans.length;
          const queue = new WorkQueue<{ index: number; delays: number[] }>({
            database,
            space,
            work: async ({ index, delays: [delay, ...rest] }) => {
              runs[index] = (runs[index] ?? 0) + 1;
              if (delay !== undefined) return { again: { index, delays: rest }, at: Date.now() + delay };
              open -= 1;
              if (open === 0) all.resolve();
              return "done";
            },
          });
          queue.push(plans.map((delays, index) => ({ index, delays })));
          if (plans.length > 0) await all.promise;
          await queue.close();
          expect(runs).toEqual(plans.map((delays) => delays.length + 1));
          expect(left(space)).toEqual([]);
        },
      ),
      { numRuns: 30 },
    );
  });
});
