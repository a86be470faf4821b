import { dayOf } from "../domain/digest";
import type { Position } from "../domain/inbox";
import type { Message } from "../domain/message";

/**
 * The table's layout, shared with `stack.ts` by name. Messages expire by the attribute `expiresAt`, digests stay.
 *
 * |       | partition key     | sort key           | answers                          |
 * |-------|-------------------|--------------------|----------------------------------|
 * | table | `pk` CUSTOMER#id  | `sk` time#event id | a customer's messages            |
 * | table | `pk` DIGESTS      | `sk` day           | the digest of a day              |
 * | byDay | `day` DAY#day     | `sk` time#event id | all messages of a day            |
 */
export const BY_DAY = "byDay";

/** Messages are kept for so long after their event. */
const KEEP_DAYS = 90;

export function inboxKey(customerId: string): string {
  return `CUSTOMER#${customerId}`;
}

export function dayKey(day: string): string {
  return `DAY#${day}`;
}

export function digestKey(day: string) {
  return { pk: "DIGESTS", sk: day };
}

/** Sort key of a message. */
export function positionKey({ at, id }: Position): string {
  return `${at}#${id}`;
}

/** The item that holds a message; the message itself is a map, so that no attribute's name can meet a key's. */
export function toItem(message: Message) {
  return {
    pk: inboxKey(message.customerId),
    sk: positionKey(message),
    day: dayKey(dayOf(message.at)),
    // In seconds: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/howitworks-ttl.html
    expiresAt: Math.floor(Date.parse(message.at) / 1000) + KEEP_DAYS * 24 * 60 * 60,
    message,
  };
}

/** The message in an item that this service wrote. */
export function fromItem(item: Record<string, unknown>): Message {
  return item.message as Message;
}
