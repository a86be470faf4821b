import * as z from "zod";
import { defineEvent } from "../../events/define-event";
import { currency, identifier, instant, minorUnits } from "../members";

/** A customer has placed an order. It is not paid yet. */
export const orderPlaced = defineEvent({
  source: "orders",
  name: "OrderPlaced",
  version: 1,
  data: z.object({
    orderId: identifier,
    customerId: identifier,
    currency,
    /** Sum over the lines. */
    total: minorUnits,
    lines: z.array(z.object({ sku: identifier, quantity: z.int().min(1), unitPrice: minorUnits })).min(1),
    placedAt: instant,
  }),
});
