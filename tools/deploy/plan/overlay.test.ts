import { describe, expect, test } from "@jest/globals";
import { assert, boolean, constantFrom, property, record, subarray, uniqueArray } from "fast-check";
import { type Candidate, ownServices } from "./overlay";

const NAMES = ["orders", "payments", "mail", "search"];

const candidate = (service: string, hears: string[] = [], differs = false): Candidate => ({
  service,
  hears,
  differs,
});

const own = (candidates: Candidate[], asked: string[] = [], beside: string[] = []) =>
  Object.fromEntries(ownServices(candidates, new Set(asked), new Set(beside)));

describe("an overlay's own services", () => {
  test("are those that differ, and the direct consumers of their events", () => {
    const chain = [
      candidate("orders", [], true),
      candidate("payments", ["orders"]),
      candidate("mail", ["payments"]),
    ];
    expect(own(chain)).toEqual({ orders: { kind: "differs" }, payments: { kind: "hears", of: ["orders"] } });
  });

  test("are also those asked for, with their consumers", () => {
    const two = [candidate("orders"), candidate("payments", ["orders"])];
    expect(own(two, ["orders"])).toEqual({
      orders: { kind: "asked" },
      payments: { kind: "hears", of: ["orders"] },
    });
  });

  test("are also the consumers of what the overlay has besides the run", () => {
    expect(own([candidate("payments", ["orders"])], [], ["orders"])).toEqual({
      payments: { kind: "hears", of: ["orders"] },
    });
  });

  test("have no consumer that hears only itself", () => {
    expect(own([candidate("orders", ["orders"])], [], ["orders"])).toEqual({});
  });
});

test("no event of an own service is lost on a service that falls through, and nothing is own without a reason", () => {
  const candidates = uniqueArray(
    record({ service: constantFrom(...NAMES), differs: boolean(), hears: subarray(NAMES) }),
    { selector: ({ service }) => service },
  );
  assert(
    property(candidates, subarray(NAMES), (all, asked) => {
      const chosen = ownServices(all, new Set(asked), new Set());
      for (const { service, differs, hears } of all) {
        const reason = chosen.get(service)?.kind;
        const roots = all
          .filter((one) => one.differs || asked.includes(one.service))
          .map((one) => one.service);
        const consumes = hears.some((other) => other !== service && roots.includes(other));
        expect(reason !== undefined).toBe(differs || asked.includes(service) || consumes);
      }
    }),
  );
});
