import type { CaptureOrder, CaptureOutcome } from "../domain/payment";

/** One question to a provider. */
export interface CaptureRequest extends CaptureOrder {
  /** Requests with one key are one capture. */
  readonly idempotencyKey: string;
  /** Which request with this key it is: from 1. */
  readonly attempt: number;
}

/** What takes the money: a card network, a bank. */
export interface PaymentProvider {
  /**
   * Captures an order's money, once for each idempotency key: asked again, it gives the first answer.
   *
   * @param signal ends the wait for an answer; the money may have been taken nevertheless
   * @throws ProviderUnavailableError if it is not known what became of the capture: ask again, with the same key
   * @throws CaptureRejectedError if it will never capture this, however often it is asked
   */
  capture(request: CaptureRequest, signal: AbortSignal): Promise<CaptureOutcome>;
}

/** The provider gave no answer, or none yet. */
export class ProviderUnavailableError extends Error {
  override readonly name = "ProviderUnavailableError";

  constructor(
    readonly condition: "throttled" | "timed-out",
    message: string,
  ) {
    super(message);
  }
}

/** The provider does not accept the request itself. Someone has to look at it. */
export class CaptureRejectedError extends Error {
  override readonly name = "CaptureRejectedError";
}
