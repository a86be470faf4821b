import * as z from "zod";
import { defineEvent } from "../../events/define-event";
import { currency, identifier, instant, minorUnits } from "../members";

/** The payment provider has refused an order's payment, for good: nothing was taken, and asking again gives the same answer. */
export const paymentDeclined = defineEvent({
  source: "payments",
  name: "PaymentDeclined",
  version: 1,
  data: z.object({
    orderId: identifier,
    customerId: identifier,
    currency,
    amount: minorUnits,
    declinedAt: instant,
    reason: z.enum(["insufficient-funds", "card-expired", "suspected-fraud"]),
  }),
});
