import { orderPlaced } from "../../../platform/contracts/orders/order-placed";
import { paymentCaptured } from "../../../platform/contracts/payments/payment-captured";
import { paymentDeclined } from "../../../platform/contracts/payments/payment-declined";
import type { EventOf } from "../../../platform/events/define-event";

/** The events that customers are notified of. */
export const NOTIFIED = [orderPlaced, paymentCaptured, paymentDeclined] as const;

/** One of them. */
export type NotifiedEvent = EventOf<(typeof NOTIFIED)[number]>;
