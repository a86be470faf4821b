import { AwsError } from "../protocol/error";

export function invalid(message: string): AwsError {
  return new AwsError("InvalidParameterException", 400, message);
}

export function groupExists(): AwsError {
  return new AwsError("ResourceAlreadyExistsException", 400, "The specified log group already exists");
}

/** CloudWatch Logs answers 400, not 404. */
export function groupNotFound(): AwsError {
  return new AwsError("ResourceNotFoundException", 400, "The specified log group does not exist.");
}
