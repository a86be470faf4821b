import { AwsError } from "../../protocol/error";

/** CloudFormation's error for an invalid template or request: HTTP 400, `ValidationError`. */
export function validationError(message: string): AwsError {
  return new AwsError("ValidationError", 400, message);
}
