import * as z from "zod";
import { isCurrency } from "../domain/money";
import { decodeCursor } from "./cursor";

const identifier = z.string().regex(/^[\w.:-]{1,64}$/, "must be 1 to 64 letters, digits or any of _ . : -");

/** The bounds keep an order's total an exact number and its item far below DynamoDB's 400 KB. */
const line = z.strictObject({
  sku: identifier,
  quantity: z.int().min(1).max(10_000),
  unitPrice: z.int().min(0).max(1_000_000_000),
});

/** Body of `POST /orders`. */
export const orderRequest = z.strictObject({
  customerId: identifier,
  currency: z.string().refine(isCurrency, "must be an ISO 4217 code such as EUR"),
  lines: z
    .array(line)
    .min(1)
    .max(100)
    .refine((lines) => new Set(lines.map(({ sku }) => sku)).size === lines.length, "must name each sku once"),
});

/** Body of `POST /orders/{id}/cancel`. */
export const cancellation = z.strictObject({ reason: z.string().min(1).max(200).optional() });

/** Query of `GET /orders`. */
export const listQuery = z.strictObject({
  customerId: identifier.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z
    .string()
    .transform((cursor, context) => {
      const position = decodeCursor(cursor);
      if (!position) context.addIssue("must be a cursor that this list has returned");
      return position ?? z.NEVER;
    })
    .optional(),
});

/** Header `Idempotency-Key`; any visible text, e.g. a UUID. */
export const idempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,255}$/, "must be 1 to 255 visible ASCII characters");

/** Header `If-Match`: the entity tag of one version. */
export const ifMatch = z
  .string()
  .regex(/^"\d{1,15}"$/, 'must be an ETag that this order has returned, e.g. "1"');
