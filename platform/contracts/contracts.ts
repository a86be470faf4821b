import { orderCancelled } from "./orders/order-cancelled";
import { orderPlaced } from "./orders/order-placed";
import { paymentCaptured } from "./payments/payment-captured";
import { paymentDeclined } from "./payments/payment-declined";

/**
 * Every event type that services share, for the check of compatibility. Services import the file of the event that they mean, so
 * that their bundles hold no other.
 */
export const CONTRACTS = [orderPlaced, orderCancelled, paymentCaptured, paymentDeclined];
