import type { Letter } from "../domain/message";
import type { NotifiedEvent } from "../notified";
import { money } from "./money";
import { Lines, text } from "./text";

type Data<Type extends NotifiedEvent["type"]> = Extract<NotifiedEvent, { readonly type: Type }>["data"];

/** What customers are written, by the type of the event. */
const LETTERS: { readonly [Type in NotifiedEvent["type"]]: (data: Data<Type>, link: string) => Letter } = {
  "orders.OrderPlaced.v1": ({ orderId, currency, total, lines }, link) => ({
    kind: "order-placed",
    subject: text`We have your order ${orderId}`,
    text: text`
      Thank you. You have ordered:
      ${new Lines(lines.map(({ sku, quantity, unitPrice }) => `${quantity} × ${sku} at ${money(unitPrice, currency)}`))}
      That is ${money(total, currency)} in all. We tell you as soon as it is paid.
      ${link}`,
  }),

  "payments.PaymentCaptured.v1": ({ orderId, currency, amount }, link) => ({
    kind: "payment-captured",
    subject: text`Your order ${orderId} is paid`,
    text: text`
      We have received ${money(amount, currency)}, and your order is on its way.
      ${link}`,
  }),

  "payments.PaymentDeclined.v1": ({ orderId, currency, amount, reason }, link) => ({
    kind: "payment-declined",
    subject: text`Your order ${orderId} could not be paid`,
    text: text`
      Your payment of ${money(amount, currency)} was declined: ${REASONS[reason]}. Nothing was taken, and the order is cancelled.
      ${link}`,
  }),
};

const REASONS: Readonly<Record<Data<"payments.PaymentDeclined.v1">["reason"], string>> = {
  "insufficient-funds": "the account does not hold enough",
  "card-expired": "the card has expired",
  "suspected-fraud": "the bank did not recognise it as yours",
};

/** The letter that notifies a customer of an event. @param ordersUrl where orders are found */
export function letterOf({ type, data }: NotifiedEvent, ordersUrl: string): Letter {
  // The table has a template for each type; that the two belong together is more than TypeScript follows.
  const template = LETTERS[type] as (data: NotifiedEvent["data"], link: string) => Letter;
  return template(data, `${ordersUrl}/${encodeURIComponent(data.orderId)}`);
}
