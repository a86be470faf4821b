import type { Digest, Tally } from "../domain/digest";
import type { MessageKind } from "../domain/message";
import { money } from "./money";
import { Lines, text } from "./text";

const NAMES: Readonly<Record<MessageKind, string>> = {
  "order-placed": "orders placed",
  "payment-captured": "payments captured",
  "payment-declined": "payments declined",
};

/** A digest as text for people. */
export function digestText({ day, tallies }: Digest): string {
  const lines = (Object.keys(NAMES) as MessageKind[]).map(
    (kind) => `${NAMES[kind]}: ${tallyText(tallies[kind])}`,
  );
  return text`
    The shop on ${day}
    ${new Lines(lines)}`;
}

function tallyText({ count, sums }: Tally): string {
  const amounts = Object.entries(sums)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency, sum]) => money(sum, currency));
  return [count, ...(amounts.length > 0 ? [`(${amounts.join(", ")})`] : [])].join(" ");
}
