import { createHash, randomBytes } from "node:crypto";

/** 32 digits, one for each 5 bits, in ASCII order. */
const DIGITS = "0123456789abcdefghijklmnopqrstuv";

/** A new order's id: 130 random bits. */
export function randomOrderId(): string {
  return format(randomBytes(17));
}

/**
 * The id of the order that a customer places under an idempotency key. The key decides the id, so a repeated request meets its
 * own order in one conditional write: there is no record of keys to keep in step with the orders, or to expire.
 */
export function orderIdOf(customerId: string, idempotencyKey: string): string {
  return format(
    createHash("sha256")
      .update(JSON.stringify([customerId, idempotencyKey]))
      .digest(),
  );
}

function format(bytes: Buffer): string {
  let rest = BigInt(`0x${bytes.subarray(0, 17).toString("hex")}`);
  let id = "";
  for (let count = 0; count < 26; count++) {
    id += DIGITS[Number(rest & 31n)];
    rest >>= 5n;
  }
  return `ord_${id}`;
}
