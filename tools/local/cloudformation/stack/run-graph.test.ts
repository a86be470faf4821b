import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { runGraph } from "./run-graph";

const graphs = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.infiniteStream(fc.boolean()))
  .map(([size, edges]) => {
    const node = (index: number): [string, Set<string>] => {
      const lower = Array.from({ length: index }, (_, one) => `n${one}`);
      return [`n${index}`, new Set(lower.filter(() => edges.next().value))];
    };
    return new Map(Array.from({ length: size }, (_, index) => node(index)));
  });

describe("runGraph", () => {
  it("visits each node once, after its dependencies have ended, in whatever order visits end", async () => {
    await fc.assert(
      fc.asyncProperty(graphs, fc.scheduler(), async (dependencies, scheduler) => {
        const ended = new Set<string>();
        const begun: string[] = [];
        const visit = async (node: string): Promise<void> => {
          begun.push(node);
          for (const dependency of dependencies.get(node) ?? []) expect(ended).toContain(dependency);
          await scheduler.schedule(Promise.resolve());
          ended.add(node);
        };
        const run = runGraph(dependencies, visit, { onFailure: "stop", cancelled: () => false });
        await scheduler.waitFor(run);
        expect([...begun].sort()).toEqual([...dependencies.keys()].sort());
        expect((await run).size).toBe(0);
      }),
    );
  });

  it("after a failure leaves out what depends on it, or all that has not begun", async () => {
    await fc.assert(
      fc.asyncProperty(
        graphs,
        fc.nat(),
        fc.boolean(),
        fc.scheduler(),
        async (dependencies, pick, stop, scheduler) => {
          const nodes = [...dependencies.keys()];
          const failing = nodes[pick % nodes.length] as string;
          const ended = new Set<string>();
          let failed = false;
          const visit = async (node: string): Promise<void> => {
            expect(stop && failed).toBe(false);
            await scheduler.schedule(Promise.resolve());
            if (node === failing) {
              failed = true;
              throw new Error(node);
            }
            ended.add(node);
          };
          const run = runGraph(dependencies, visit, {
            onFailure: stop ? "stop" : "continue",
            cancelled: () => false,
          });
          await scheduler.waitFor(run);
          expect([...(await run).keys()]).toEqual([failing]);
          if (!stop)
            expect([...ended].sort()).toEqual(
              nodes.filter((node) => !needs(dependencies, node, failing)).sort(),
            );
        },
      ),
    );
  });

  it("begins nothing more when it is cancelled, and ends when the visits under way have ended", async () => {
    const chain = new Map([
      ["a", new Set<string>()],
      ["b", new Set(["a"])],
    ]);
    const begun: string[] = [];
    let cancelled = false;
    const visit = async (node: string): Promise<void> => {
      begun.push(node);
      cancelled = true;
    };
    await runGraph(chain, visit, { onFailure: "stop", cancelled: () => cancelled });
    expect(begun).toEqual(["a"]);
  });
});

function needs(
  dependencies: ReadonlyMap<string, ReadonlySet<string>>,
  node: string,
  wanted: string,
): boolean {
  return (
    node === wanted || [...(dependencies.get(node) ?? [])].some((one) => needs(dependencies, one, wanted))
  );
}
