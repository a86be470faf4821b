import { AwsError } from "../protocol/error";

export function invalidRequest(message: string): AwsError {
  return new AwsError("InvalidRequestException", 400, message);
}
