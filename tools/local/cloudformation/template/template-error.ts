import { AwsError } from "../../protocol/error";

/** The error that CloudFormation answers for a template or a request that it cannot take: HTTP 400, `ValidationError`. */
export function validationError(message: string): AwsError {
  return new AwsError("ValidationError", 400, message);
}
