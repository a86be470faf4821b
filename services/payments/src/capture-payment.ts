import type { Event } from "../../../platform/events/define-event";
import { type CaptureOrder, type SettledPayment, settle } from "./domain/payment";
import type { Payments } from "./domain/payments";
import type { PaymentProvider } from "./provider/payment-provider";

/** So long a provider may take for its answer, in milliseconds. */
const PROVIDER_TIMEOUT_MS = 2_000;

/** What capturing needs. */
export interface Cashier {
  readonly payments: Payments;
  readonly provider: PaymentProvider;
  /** The event that announces an outcome. */
  readonly announcement: (payment: SettledPayment) => Event;
  readonly clock: () => Date;
}

/**
 * Captures an order's payment once, whatever is repeated and wherever an earlier attempt ended: the attempt is recorded before the
 * provider is asked, and the provider is asked again under the same key as long as no outcome is recorded.
 *
 * @param idempotencyKey id of the event that asks for it
 * @returns the outcome, and whether it was known before
 * @throws ProviderUnavailableError to be tried again later, CaptureRejectedError never to be
 */
export async function capturePayment(
  { payments, provider, announcement, clock }: Cashier,
  order: CaptureOrder,
  idempotencyKey: string,
): Promise<{ readonly payment: SettledPayment; readonly repeated: boolean }> {
  const payment = await payments.start(order, idempotencyKey, clock());
  if (payment.status !== "started") return { payment, repeated: true };
  const { orderId, customerId, currency, amount, attempts: attempt } = payment;
  const outcome = await provider.capture(
    { orderId, customerId, currency, amount, idempotencyKey: payment.idempotencyKey, attempt },
    AbortSignal.timeout(PROVIDER_TIMEOUT_MS),
  );
  const settled = settle(payment, outcome, clock());
  const repeated = (await payments.settle(settled, announcement(settled))) === "was settled";
  return { payment: settled, repeated };
}
