import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { cyclicNodes, type Dependencies, dependencyOrder, reversed } from "./graph";

/** Graphs without circles: a hidden rank, and edges to nodes of lower rank only; nodes come in any order. */
const acyclic = fc
  .tuple(fc.integer({ min: 1, max: 15 }), fc.infiniteStream(fc.boolean()), fc.infiniteStream(fc.nat()))
  .map(([size, edges, shuffle]): Dependencies => {
    const nodes = Array.from({ length: size }, (_, rank) => ({ rank, key: shuffle.next().value as number }));
    return new Map(
      nodes
        .sort((a, b) => a.key - b.key || a.rank - b.rank)
        .map(({ rank }) => {
          const lower = Array.from({ length: rank }, (_, index) => `n${index}`);
          return [`n${rank}`, new Set(lower.filter(() => edges.next().value))];
        }),
    );
  });

describe("dependencyOrder", () => {
  it("puts every node once, and after all that it depends on", () => {
    fc.assert(
      fc.property(acyclic, (dependencies) => {
        const order = dependencyOrder(dependencies);
        expect([...order].sort()).toEqual([...dependencies.keys()].sort());
        for (const [node, needed] of dependencies) {
          for (const dependency of needed)
            expect(order.indexOf(dependency)).toBeLessThan(order.indexOf(node));
        }
      }),
    );
  });

  it("of the graph for deletion puts every node before all that it depends on", () => {
    fc.assert(
      fc.property(acyclic, (dependencies) => {
        const order = dependencyOrder(reversed(dependencies));
        for (const [node, needed] of dependencies) {
          for (const dependency of needed)
            expect(order.indexOf(node)).toBeLessThan(order.indexOf(dependency));
        }
      }),
    );
  });
});

describe("cyclicNodes", () => {
  it("is empty for a graph that has an order", () => {
    fc.assert(fc.property(acyclic, (dependencies) => expect(cyclicNodes(dependencies)).toEqual([])));
  });

  it("names exactly the circle that is added to such a graph as new nodes", () => {
    fc.assert(
      fc.property(acyclic, fc.integer({ min: 1, max: 5 }), (dependencies, length) => {
        const circle = Array.from({ length }, (_, index) => `c${index}`);
        const edges = circle.map((node, index): [string, Set<string>] => [
          node,
          new Set([circle[(index + 1) % length] as string]),
        ]);
        expect(cyclicNodes(new Map([...dependencies, ...edges]))).toEqual(circle);
      }),
    );
  });
});
