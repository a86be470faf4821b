import type { Event } from "../../../../platform/events/define-event";
import type { CaptureOrder, Payment, SettledPayment } from "./payment";

/** Where payments are kept: one for each order. */
export interface Payments {
  /**
   * Notes that the provider is about to be asked. The first time, that makes the payment; while its outcome is not known, it
   * counts one more attempt under the key of the first.
   *
   * @returns the payment, unchanged if it is settled
   */
  start(order: CaptureOrder, idempotencyKey: string, now: Date): Promise<Payment>;
  /** Notes the outcome and keeps the event that announces it, both or neither; of two at the same time, the first counts. */
  settle(payment: SettledPayment, event: Event): Promise<"settled" | "was settled">;
  /** The payment of an order as it is now (a consistent read), or undefined. */
  find(orderId: string): Promise<Payment | undefined>;
}
