import { AwsError } from "../protocol/error";

/** Lambda's error documents have the party at fault in `Type`. */
const USER = { Type: "User" };

export function invalidParameter(message: string): AwsError {
  return new AwsError("InvalidParameterValueException", 400, message, USER);
}

export function validationFailed(message: string): AwsError {
  return new AwsError("ValidationException", 400, message, USER);
}

export function notFound(message: string): AwsError {
  return new AwsError("ResourceNotFoundException", 404, message, USER);
}

export function conflict(message: string): AwsError {
  return new AwsError("ResourceConflictException", 409, message, USER);
}

export function preconditionFailed(): AwsError {
  return new AwsError(
    "PreconditionFailedException",
    412,
    "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias/GetPolicy API to retrieve the latest Revision Id",
    USER,
  );
}

/** `bytes` is the most that the operation takes. */
export function requestTooLarge(bytes: number, operation: string): AwsError {
  const message = `Request must be smaller than ${bytes} bytes for the ${operation} operation`;
  return new AwsError("RequestTooLargeException", 413, message, USER);
}

export function invalidRequestContent(message: string): AwsError {
  return new AwsError("InvalidRequestContentException", 400, message, USER);
}

/** Reasons that Lambda gives with a throttled invocation. */
export type ThrottleReason =
  | "ConcurrentInvocationLimitExceeded"
  | "ReservedFunctionConcurrentInvocationLimitExceeded";

export function tooManyRequests(reason: ThrottleReason): AwsError {
  return new AwsError("TooManyRequestsException", 429, "Rate Exceeded.", { ...USER, Reason: reason });
}
