import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Exchange } from "../template/exchange";
import { type ExchangingService, type Order, orderServices } from "./order";

const NAMES = ["a", "b", "c", "d"];
const EXPORTS = ["x", "y", "z"];

/** Exports and imports: an export has one owner, and is imported only by others. */
const state: fc.Arbitrary<ReadonlyMap<string, Exchange>> = fc
  .tuple(
    fc.array(fc.option(fc.constantFrom(...NAMES)), { minLength: EXPORTS.length, maxLength: EXPORTS.length }),
    fc.array(fc.subarray(EXPORTS), { minLength: NAMES.length, maxLength: NAMES.length }),
  )
  .map(([owners, imports]) => {
    const owned = (name: string) => EXPORTS.filter((_, index) => owners[index] === name);
    return new Map(
      NAMES.map((name, index) => [
        name,
        {
          exports: new Set(owned(name)),
          imports: new Set(
            imports[index]?.filter((one) => owners[EXPORTS.indexOf(one)] && !owned(name).includes(one)),
          ),
        },
      ]),
    );
  });

const services = fc.tuple(state, state).map(([deployed, desired]) =>
  NAMES.map(
    (service): ExchangingService => ({
      service,
      deployed: deployed.get(service) as Exchange,
      desired: desired.get(service) as Exchange,
    }),
  ),
);

/** CloudFormation's error for updating the stacks in this sequence; undefined if it accepts all of them. */
function refusal(all: readonly ExchangingService[], sequence: readonly string[]): string | undefined {
  const stacks = new Map(all.map(({ service, deployed }) => [service, deployed]));
  for (const name of sequence) {
    const { desired, deployed } = all.find(({ service }) => service === name) as ExchangingService;
    const others = [...stacks].filter(([other]) => other !== name).map(([, exchange]) => exchange);
    for (const one of desired.imports)
      if (!others.some(({ exports }) => exports.has(one))) return `${name}: no export named ${one}`;
    for (const one of desired.exports)
      if (others.some(({ exports }) => exports.has(one))) return `${name}: ${one} is already exported`;
    for (const one of deployed.exports)
      if (!desired.exports.has(one) && others.some(({ imports }) => imports.has(one)))
        return `${name}: ${one} is in use`;
    stacks.set(name, desired);
  }
  return undefined;
}

/** Every sequence that an order allows. */
function* sequences(order: Order, done: readonly string[] = []): Generator<readonly string[]> {
  if (done.length === order.needs.size) yield done;
  for (const [name, needs] of order.needs) {
    if (done.includes(name) || ![...needs].every((need) => done.includes(need))) continue;
    yield* sequences(order, [...done, name]);
  }
}

const anyOrder: Order = { needs: new Map(NAMES.map((name) => [name, new Set()])), cycles: [] };

describe("orderServices", () => {
  test("without a cycle, CloudFormation accepts every allowed sequence", () => {
    fc.assert(
      fc.property(services, (all) => {
        const order = orderServices(all);
        fc.pre(order.cycles.length === 0);
        const tried = [...sequences(order)];
        expect(tried.length).toBeGreaterThan(0);
        for (const sequence of tried)
          expect([sequence, refusal(all, sequence)]).toEqual([sequence, undefined]);
      }),
      { numRuns: 2_000 },
    );
  });

  test("a cycle means that no sequence works", () => {
    fc.assert(
      fc.property(services, (all) => {
        const { cycles } = orderServices(all);
        fc.pre(cycles.length > 0);
        for (const sequence of sequences(anyOrder)) expect(refusal(all, sequence)).toBeDefined();
      }),
      { numRuns: 200 },
    );
  });

  test("importers come after exporters, wherever that leaves a sequence", () => {
    fc.assert(
      fc.property(services, (all) => {
        const order = orderServices(all);
        fc.pre(order.cycles.length === 0);
        for (const { service, desired } of all) {
          for (const owner of all) {
            if (![...desired.imports].some((one) => owner.desired.exports.has(one))) continue;
            const after = reaches(order, service, owner.service);
            // Unless the exporter has to wait for it, or both rest on each other by what is deployed already.
            const circle =
              reaches(order, owner.service, service) || importsThrough(all, owner.service, service);
            expect(after || circle).toBe(true);
          }
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test("a service is never in a cycle and in what others wait for", () => {
    fc.assert(
      fc.property(services, (all) => {
        const { needs, cycles } = orderServices(all);
        expect([...needs.keys()]).toEqual(NAMES);
        for (const name of NAMES) expect(reaches({ needs, cycles }, name, name)).toBe(false);
        expect(new Set(cycles.flat()).size).toBe(cycles.flat().length);
      }),
    );
  });

  const exchange = (exports: string[], imports: string[] = []): Exchange => ({
    exports: new Set(exports),
    imports: new Set(imports),
  });
  const nothing = exchange([]);
  const ordered = (...all: ExchangingService[]) => {
    const { needs, cycles } = orderServices(all);
    return { needs: Object.fromEntries([...needs].map(([key, others]) => [key, [...others]])), cycles };
  };

  test("new stacks: exporters first", () => {
    expect(
      ordered(
        { service: "billing", desired: exchange([], ["topic"]), deployed: nothing },
        { service: "orders", desired: exchange(["topic"]), deployed: nothing },
      ),
    ).toEqual({ needs: { billing: ["orders"], orders: [] }, cycles: [] });
  });

  test("a removed export: its importer first", () => {
    expect(
      ordered(
        { service: "orders", desired: nothing, deployed: exchange(["topic"]) },
        { service: "billing", desired: nothing, deployed: exchange([], ["topic"]) },
      ),
    ).toEqual({ needs: { billing: [], orders: ["billing"] }, cycles: [] });
  });

  test("deployed stacks that import from each other can be updated in any order", () => {
    const orders = exchange(["topic"], ["bucket"]);
    const billing = exchange(["bucket"], ["topic"]);
    expect(
      ordered(
        { service: "orders", desired: orders, deployed: orders },
        { service: "billing", desired: billing, deployed: billing },
      ),
    ).toEqual({ needs: { billing: [], orders: [] }, cycles: [] });
  });

  test("new stacks that import from each other are a cycle, and their importers wait for them", () => {
    expect(
      ordered(
        { service: "orders", desired: exchange(["topic"], ["bucket"]), deployed: nothing },
        { service: "billing", desired: exchange(["bucket"], ["topic"]), deployed: nothing },
        { service: "mail", desired: exchange([], ["topic"]), deployed: nothing },
        { service: "search", desired: nothing, deployed: nothing },
      ),
    ).toEqual({
      needs: { orders: [], billing: [], mail: ["orders"], search: [] },
      cycles: [["orders", "billing"]],
    });
  });

  test("a chain of a thousand services", () => {
    const chain = Array.from({ length: 1_000 }, (_, index) => ({
      service: `s${index}`,
      desired: exchange([`e${index}`], index === 0 ? [] : [`e${index - 1}`]),
      deployed: nothing,
    }));
    const { needs, cycles } = orderServices(chain);
    expect(cycles).toEqual([]);
    expect([...(needs.get("s999") ?? [])]).toEqual(["s998"]);
  });
});

function reaches({ needs }: Order, from: string, to: string): boolean {
  const seen = new Set<string>();
  const open = [...(needs.get(from) ?? [])];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node === to) return true;
    if (seen.has(node)) continue;
    seen.add(node);
    open.push(...(needs.get(node) ?? []));
  }
  return false;
}

/** Whether a service depends on another one by any relation between stacks, desired or deployed. */
function importsThrough(all: readonly ExchangingService[], from: string, to: string): boolean {
  const needs = new Map(
    all.map(({ service, desired, deployed }) => [
      service,
      new Set(
        all
          .filter(
            (other) =>
              other.service !== service &&
              ([...desired.imports].some((one) => other.desired.exports.has(one)) ||
                [...deployed.exports].some((one) => other.deployed.imports.has(one)) ||
                [...desired.exports].some((one) => other.deployed.exports.has(one))),
          )
          .map((other) => other.service),
      ),
    ]),
  );
  return reaches({ needs, cycles: [] }, from, to);
}
