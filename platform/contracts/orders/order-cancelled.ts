import * as z from "zod";
import { defineEvent } from "../../events/define-event";
import { currency, identifier, instant, minorUnits } from "../members";

/** An order will not be fulfilled: its customer withdrew it, or its payment was declined. */
export const orderCancelled = defineEvent({
  source: "orders",
  name: "OrderCancelled",
  version: 1,
  data: z.object({
    orderId: identifier,
    customerId: identifier,
    currency,
    total: minorUnits,
    cancelledAt: instant,
    by: z.enum(["customer", "payment"]),
    /** In the words of who cancelled it. */
    reason: z.string().min(1).max(200).optional(),
  }),
});
