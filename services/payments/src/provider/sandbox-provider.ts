import { createHash } from "node:crypto";
import { once } from "node:events";
import type { CaptureOutcome } from "../domain/payment";
import {
  CaptureRejectedError,
  type CaptureRequest,
  type PaymentProvider,
  ProviderUnavailableError,
} from "./payment-provider";

/**
 * A provider that takes no money: the test mode of this service, in the manner of card networks' test cards. The last three
 * digits of the amount decide the answer, so that each can be had by placing an order:
 *
 * | amount ends in | answer |
 * |----------------|--------|
 * | 402            | declined: insufficient funds |
 * | 403            | declined: suspected fraud |
 * | 410            | declined: card expired |
 * | 422            | rejected: it will never be captured |
 * | 429            | throttled at the first attempt, captured at the next |
 * | 504            | no answer |
 * | anything else  | captured |
 *
 * It remembers nothing: the answer follows from the request alone, and the id of a capture from its idempotency key.
 */
export class SandboxProvider implements PaymentProvider {
  async capture(request: CaptureRequest, signal: AbortSignal): Promise<CaptureOutcome> {
    switch (request.amount % 1000) {
      case 402:
        return { status: "declined", reason: "insufficient-funds" };
      case 403:
        return { status: "declined", reason: "suspected-fraud" };
      case 410:
        return { status: "declined", reason: "card-expired" };
      case 422:
        throw new CaptureRejectedError(`the sandbox rejects the amount ${request.amount}: it ends in 422`);
      case 429:
        if (request.attempt > 1) return captured(request);
        throw new ProviderUnavailableError(
          "throttled",
          "the sandbox is throttled at first: the amount ends in 429",
        );
      case 504:
        if (!signal.aborted) await once(signal, "abort");
        throw new ProviderUnavailableError("timed-out", "the sandbox gave no answer: the amount ends in 504");
      default:
        return captured(request);
    }
  }
}

function captured({ idempotencyKey }: CaptureRequest): CaptureOutcome {
  const digest = createHash("sha256").update(idempotencyKey).digest("hex");
  return { status: "captured", paymentId: `sandbox_${digest.slice(0, 32)}` };
}
