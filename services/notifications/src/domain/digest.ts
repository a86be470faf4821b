import type { Message, MessageKind } from "./message";

/** What happened to one kind of message's subject in a day: how often, and how much money by currency, in minor units. */
export interface Tally {
  readonly count: number;
  readonly sums: Readonly<Record<string, number>>;
}

/** A day of the shop, for who runs it. */
export interface Digest {
  /** `2026-11-23`, in UTC. */
  readonly day: string;
  readonly tallies: Readonly<Record<MessageKind, Tally>>;
}

const NOTHING: Tally = { count: 0, sums: {} };

/** The digest of a day's messages. */
export function digestOf(
  day: string,
  messages: Iterable<Pick<Message, "kind" | "amount" | "currency">>,
): Digest {
  const tallies = { "order-placed": NOTHING, "payment-captured": NOTHING, "payment-declined": NOTHING };
  for (const { kind, amount, currency } of messages) {
    const { count, sums } = tallies[kind];
    tallies[kind] = {
      count: count + 1,
      sums: { ...sums, [currency]: ((sums as Tally["sums"])[currency] ?? 0) + amount },
    };
  }
  return { day, tallies };
}

/** The day before an instant, in UTC. @param time ISO 8601 */
export function dayBefore(time: string): string {
  const date = new Date(time);
  date.setUTCDate(date.getUTCDate() - 1);
  return dayOf(date.toISOString());
}

/** The day of an instant in UTC. */
export function dayOf(time: string): string {
  return time.slice(0, "2026-11-23".length);
}
