import { AwsError } from "../protocol/error";

/** Why a try failed, in the words of the dead-letter queue's attributes, and whether another may succeed. */
export interface DeliveryError {
  readonly code: string;
  readonly message: string;
  readonly retriable: boolean;
}

/** The target's resource policy does not let the source in: retries would fail until somebody changes it. */
export function noPermission(targetArn: string, principal: string): DeliveryError {
  const message = `the resource policy of ${targetArn} does not allow ${principal} to deliver to it`;
  return { code: "NO_PERMISSIONS", message, retriable: false };
}

/**
 * Codes of https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
 * @throws what is no answer of a service, but a mistake of the account's own
 */
export function deliveryError(error: unknown): DeliveryError {
  if (!(error instanceof AwsError)) throw error;
  const { message, status, code } = error;
  if (status === 429) return { code: "THROTTLING", message, retriable: true };
  if (status >= 500) return { code: "INTERNAL_ERROR", message, retriable: true };
  // A function that is being changed is there again soon.
  if (status === 409) return { code: "ERROR_FROM_TARGET", message, retriable: true };
  const isMissing = status === 404 || /NonExistentQueue|DoesNotExist|NotFound/.test(code);
  return { code: isMissing ? "NO_RESOURCE" : "ERROR_FROM_TARGET", message, retriable: false };
}
