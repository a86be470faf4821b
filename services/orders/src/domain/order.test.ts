import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { cancel, type Order, OrderStateError, place } from "./order";

const request = fc.record({
  customerId: fc.string({ minLength: 1 }),
  currency: fc.constantFrom("EUR", "JPY"),
  lines: fc.array(
    fc.record({
      sku: fc.string(),
      quantity: fc.integer({ min: 1, max: 100 }),
      unitPrice: fc.integer({ min: 0, max: 100_000 }),
    }),
    { minLength: 1, maxLength: 5 },
  ),
});
const now = fc.date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true });

describe("place", () => {
  test("makes the first version, with the total of its lines", () => {
    fc.assert(
      fc.property(request, now, (request, now) => {
        const order = place(request, { id: "o-1", now });
        const total = request.lines.map((line) => line.quantity * line.unitPrice).reduce((a, b) => a + b, 0);
        expect(order).toEqual({
          ...request,
          id: "o-1",
          total,
          status: "placed",
          placedAt: now.toISOString(),
          version: 1,
        });
      }),
    );
  });

  test("times sort as text in the order of time", () => {
    fc.assert(
      fc.property(request, now, now, (request, a, b) => {
        const [first, second] = [a, b].map((now) => place(request, { id: "o-1", now }).placedAt);
        expect(Math.sign((first ?? "") < (second ?? "") ? -1 : first === second ? 0 : 1)).toBe(
          Math.sign(a.getTime() - b.getTime()),
        );
      }),
    );
  });
});

describe("an order's states", () => {
  // Any history of cancellations: the first counts, each later one is refused and changes nothing.
  test("whatever is asked, an order is cancelled at most once and keeps its contents", () => {
    const reason = fc.option(fc.string({ minLength: 1 }), { nil: undefined });
    const attempts = fc.array(fc.record({ now, reason }), { maxLength: 5 });
    fc.assert(
      fc.property(request, now, attempts, (request, placedAt, attempts) => {
        const placed = place(request, { id: "o-1", now: placedAt });
        let order: Order = placed;
        for (const [index, attempt] of attempts.entries()) {
          if (index === 0) {
            order = cancel(order, attempt);
            continue;
          }
          const before: Order = order;
          expect(() => cancel(before, attempt)).toThrow(OrderStateError);
        }
        const [first] = attempts;
        expect(order).toEqual(
          first
            ? {
                ...placed,
                status: "cancelled",
                version: 2,
                cancelledAt: first.now.toISOString(),
                ...(first.reason !== undefined && { cancellationReason: first.reason }),
              }
            : placed,
        );
      }),
    );
  });

  test("cancelling does not touch the order it was given", () => {
    const order = Object.freeze(
      place({ customerId: "c", currency: "EUR", lines: [] }, { id: "o-1", now: new Date(0) }),
    );
    expect(cancel(order, { now: new Date(1) })).not.toBe(order);
    expect(order.status).toBe("placed");
  });
});
