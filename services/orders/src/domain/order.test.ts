import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type Canceller, cancel, type Order, OrderStateError, pay, place } from "./order";

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
  const by = fc.constantFrom<Canceller>("customer", "payment");
  const reason = fc.option(fc.string({ minLength: 1 }), { nil: undefined });
  const step = fc.oneof(
    fc.record({ kind: fc.constant("pay" as const), paymentId: fc.string(), paidAt: fc.string() }),
    fc.record({ kind: fc.constant("cancel" as const), now, by, reason }),
  );
  type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;
  const take = (order: Order, step: Step): Order =>
    step.kind === "pay" ? pay(order, step) : cancel(order, step);
  const ALLOWED = ["placed pay", "placed cancel customer", "placed cancel payment", "paid cancel customer"];

  // Any history: what the table of states allows happens, all else is refused and changes nothing.
  test("whatever comes, in whatever order, only allowed changes happen, and the contents stay", () => {
    fc.assert(
      fc.property(request, now, fc.array(step, { maxLength: 6 }), (request, placedAt, steps) => {
        const placed = place(request, { id: "o-1", now: placedAt });
        let order: Order = placed;
        for (const step of steps) {
          const before: Order = Object.freeze(order);
          const change = [before.status, step.kind, ...(step.kind === "cancel" ? [step.by] : [])].join(" ");
          if (!ALLOWED.includes(change)) {
            expect(() => take(before, step)).toThrow(OrderStateError);
            continue;
          }
          order = take(before, step);
          expect(order.version).toBe(before.version + 1);
        }
        expect(order).toMatchObject({ ...placed, status: order.status, version: order.version });
      }),
    );
  });

  test("a paid order that is cancelled still says how it was paid", () => {
    const placed = place({ customerId: "c", currency: "EUR", lines: [] }, { id: "o-1", now: new Date(0) });
    const paid = pay(placed, { paymentId: "p-1", paidAt: "1970-01-01T00:00:01.000Z" });
    const cancelled = cancel(paid, { now: new Date(2000), by: "customer", reason: "too late" });
    expect(cancelled).toEqual({
      ...placed,
      status: "cancelled",
      paymentId: "p-1",
      paidAt: "1970-01-01T00:00:01.000Z",
      cancelledAt: "1970-01-01T00:00:02.000Z",
      cancelledBy: "customer",
      cancellationReason: "too late",
      version: 3,
    });
  });
});
