import { AwsError } from "../protocol/error";

export function validationFailed(message: string): AwsError {
  return new AwsError("ValidationException", 400, message);
}

export function ruleNotFound(name: string): AwsError {
  return new AwsError("ResourceNotFoundException", 400, `Rule ${name} does not exist on EventBus default.`);
}

export function limitExceeded(limit: string): AwsError {
  const message = `The requested resource exceeds the maximum number allowed: ${limit}.`;
  return new AwsError("LimitExceededException", 400, message);
}

/** The account has the default bus only. */
export function busNotFound(name: string): AwsError {
  return new AwsError(
    "ResourceNotFoundException",
    400,
    `Event bus ${name} does not exist: the local account has the default bus only.`,
  );
}

export function invalidPattern(reason: string): AwsError {
  return new AwsError("InvalidEventPatternException", 400, `Event pattern is not valid. Reason: ${reason}`);
}
