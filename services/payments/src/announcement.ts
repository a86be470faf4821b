import { paymentCaptured } from "../../../platform/contracts/payments/payment-captured";
import { paymentDeclined } from "../../../platform/contracts/payments/payment-declined";
import type { Event } from "../../../platform/events/define-event";
import type { PaymentsContext } from "./context";
import type { SettledPayment } from "./domain/payment";

/** The event that announces a payment's outcome. Its id follows from the order: one outcome is one event, however often it is found. */
export function announcement(context: PaymentsContext, payment: SettledPayment): Event {
  const { orderId, customerId, currency, amount } = payment;
  const common = { orderId, customerId, currency, amount };
  const id = `payment-${orderId}`;
  if (payment.status === "captured") {
    const { paymentId, capturedAt } = payment;
    return context.newEvent(paymentCaptured, { ...common, paymentId, capturedAt }, id);
  }
  const { reason, declinedAt } = payment;
  return context.newEvent(paymentDeclined, { ...common, reason, declinedAt }, id);
}
