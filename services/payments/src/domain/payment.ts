/** An amount of money in the minor unit of its currency: `450` is €4.50. */
export interface Money {
  /** ISO 4217 code, e.g. `EUR`. */
  readonly currency: string;
  readonly amount: number;
}

/** What is to be captured: all of an order's money, once. */
export interface CaptureOrder extends Money {
  readonly orderId: string;
  readonly customerId: string;
}

interface Attempt extends CaptureOrder {
  /**
   * Id of the event that asked for the capture first. The provider answers one key with one capture, however often it is asked, so
   * a repeated attempt after a crash takes no money twice.
   */
  readonly idempotencyKey: string;
  /** How often the provider was asked, this time included: from 1. */
  readonly attempts: number;
  readonly startedAt: string;
}

/** A payment whose outcome is not known: the provider may have been asked, and may have taken the money. */
export interface StartedPayment extends Attempt {
  readonly status: "started";
}

/** A payment whose money was taken. */
export interface CapturedPayment extends Attempt {
  readonly status: "captured";
  /** The provider's id of the capture. */
  readonly paymentId: string;
  readonly capturedAt: string;
}

/** Why a provider refuses a payment for good. */
export type DeclineReason = "insufficient-funds" | "card-expired" | "suspected-fraud";

/** A payment that was refused for good. */
export interface DeclinedPayment extends Attempt {
  readonly status: "declined";
  readonly reason: DeclineReason;
  readonly declinedAt: string;
}

/** A payment whose outcome is known; it never changes again. */
export type SettledPayment = CapturedPayment | DeclinedPayment;

/** The payment of an order, in any state: `started → captured | declined`. */
export type Payment = StartedPayment | SettledPayment;

/** What a provider has decided. */
export type CaptureOutcome =
  | { readonly status: "captured"; readonly paymentId: string }
  | { readonly status: "declined"; readonly reason: DeclineReason };

/** The payment with its outcome. */
export function settle(payment: StartedPayment, outcome: CaptureOutcome, now: Date): SettledPayment {
  const at = now.toISOString();
  return outcome.status === "captured"
    ? { ...payment, ...outcome, capturedAt: at }
    : { ...payment, ...outcome, declinedAt: at };
}
