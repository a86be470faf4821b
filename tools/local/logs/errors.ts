import { AwsError } from "../protocol/error";

export function invalid(message: string): AwsError {
  return new AwsError("InvalidParameterException", 400, message);
}

export function alreadyExists(kind: "group" | "stream"): AwsError {
  return new AwsError("ResourceAlreadyExistsException", 400, `The specified log ${kind} already exists`);
}

/** CloudWatch Logs answers 400 for what is not there. */
export function notFound(kind: "group" | "stream"): AwsError {
  return new AwsError("ResourceNotFoundException", 400, `The specified log ${kind} does not exist.`);
}
