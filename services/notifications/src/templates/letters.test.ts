import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { letterOf } from "./letters";
import { money } from "./money";
import { Lines, text } from "./text";

const ENVELOPE = { id: "event-1", time: "2026-11-23T12:00:00.000Z", correlationId: "test" };
const ORDER = { orderId: "ord_1", customerId: "alice", currency: "EUR" };
const URL = "https://shop.example/orders";

test("an order that was placed", () => {
  const lines = [
    { sku: "tea", quantity: 2, unitPrice: 450 },
    { sku: "cup", quantity: 1, unitPrice: 1200 },
  ];
  const data = { ...ORDER, total: 2100, lines, placedAt: ENVELOPE.time };
  expect(letterOf({ ...ENVELOPE, type: "orders.OrderPlaced.v1", data }, URL)).toMatchInlineSnapshot(`
{
  "kind": "order-placed",
  "subject": "We have your order ord_1",
  "text": "Thank you. You have ordered:
2 × tea at €4.50
1 × cup at €12.00
That is €21.00 in all. We tell you as soon as it is paid.
https://shop.example/orders/ord_1",
}
`);
});

test("a payment that was captured", () => {
  const data = { ...ORDER, amount: 2100, paymentId: "pay_1", capturedAt: ENVELOPE.time };
  expect(letterOf({ ...ENVELOPE, type: "payments.PaymentCaptured.v1", data }, URL)).toMatchInlineSnapshot(`
{
  "kind": "payment-captured",
  "subject": "Your order ord_1 is paid",
  "text": "We have received €21.00, and your order is on its way.
https://shop.example/orders/ord_1",
}
`);
});

test("a payment that was declined", () => {
  const data = { ...ORDER, amount: 2100, reason: "insufficient-funds", declinedAt: ENVELOPE.time } as const;
  expect(letterOf({ ...ENVELOPE, type: "payments.PaymentDeclined.v1", data }, URL)).toMatchInlineSnapshot(`
{
  "kind": "payment-declined",
  "subject": "Your order ord_1 could not be paid",
  "text": "Your payment of €21.00 was declined: the account does not hold enough. Nothing was taken, and the order is cancelled.
https://shop.example/orders/ord_1",
}
`);
});

describe("text", () => {
  const LINE_ENDS = /[\n\r\u0085\u2028\u2029]/;

  test("has the lines of its literal and of its lists, whatever its values say", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.array(fc.string({ unit: "binary" })), (value, lines) => {
        const made = text`first: ${value}.
          ${new Lines(lines.map((line) => `- ${line}.`))}
          last`;
        expect(made.split(LINE_ENDS)).toHaveLength(2 + Math.max(lines.length, 1));
      }),
    );
  });

  test("keeps what is plain as it is", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ -~äöüß€漢]*$/), (value) => {
        expect(text`<${value}>`).toBe(`<${value}>`);
      }),
    );
  });
});

describe("money", () => {
  test("is written in its currency, with as many digits as that has", () => {
    expect([
      money(450, "EUR"),
      money(5, "USD"),
      money(450, "JPY"),
      money(1234, "KWD"),
    ]).toMatchInlineSnapshot(`
[
  "€4.50",
  "$0.05",
  "¥450",
  "KWD 1.234",
]
`);
  });

  test("is exact, however much it is", () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (amount) => {
        expect(Number(money(amount, "EUR").replaceAll(/\D/g, ""))).toBe(amount);
      }),
    );
  });
});
