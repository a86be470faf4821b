import * as z from "zod";
import { defineEvent } from "../../events/define-event";
import { currency, identifier, instant, minorUnits } from "../members";

/** The payment provider has taken an order's money. */
export const paymentCaptured = defineEvent({
  source: "payments",
  name: "PaymentCaptured",
  version: 1,
  data: z.object({
    orderId: identifier,
    customerId: identifier,
    /** The provider's id of the capture. */
    paymentId: identifier,
    currency,
    amount: minorUnits,
    capturedAt: instant,
  }),
});
