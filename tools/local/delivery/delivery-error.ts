import { AwsError } from "../protocol/error";

/** Why an attempt failed, as the dead letter's attributes say, and whether a retry may succeed. */
export interface DeliveryError {
  readonly code: string;
  readonly message: string;
  readonly retriable: boolean;
}

/** The target's resource policy does not allow the source: retries would fail until it is changed. */
export function noPermission(targetArn: string, principal: string): DeliveryError {
  const message = `the resource policy of ${targetArn} does not allow ${principal} to deliver to it`;
  return { code: "NO_PERMISSIONS", message, retriable: false };
}

/**
 * Codes of https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
 * @throws any other error: a mistake of the account itself
 */
export function deliveryError(error: unknown): DeliveryError {
  if (!(error instanceof AwsError)) throw error;
  const { message, status, code } = error;
  if (status === 429) return { code: "THROTTLING", message, retriable: true };
  if (status >= 500) return { code: "INTERNAL_ERROR", message, retriable: true };
  // A function that is being changed is available again soon.
  if (status === 409) return { code: "ERROR_FROM_TARGET", message, retriable: true };
  const isMissing = status === 404 || /NonExistentQueue|DoesNotExist|NotFound/.test(code);
  return { code: isMissing ? "NO_RESOURCE" : "ERROR_FROM_TARGET", message, retriable: false };
}
