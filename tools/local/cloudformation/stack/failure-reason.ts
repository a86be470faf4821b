import { randomUUID } from "node:crypto";
import { AwsError } from "../../protocol/error";

/** https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract-errors.html */
const HANDLER_ERROR_CODES: readonly [pattern: RegExp, code: string][] = [
  [/AlreadyExists|EntityAlreadyExists|ResourceInUse/, "AlreadyExists"],
  [/NotFound|NoSuchEntity/, "NotFound"],
  [/Conflict/, "ResourceConflict"],
  [/TooManyRequests|Throttling/, "Throttling"],
  [/LimitExceeded|CodeStorageExceeded/, "ServiceLimitExceeded"],
  [/Validation|InvalidParameter|InvalidRequest|BadRequest|MalformedPolicy|DeleteConflict/, "InvalidRequest"],
  [/AccessDenied/, "AccessDenied"],
];

/** The status reason of a resource that failed; a service's refusal is worded as by CloudFormation's resource handlers. */
export function failureReason(
  error: unknown,
  type: string,
  operation: "CREATE" | "UPDATE" | "DELETE",
): string {
  if (error instanceof AwsError && error.code === "ValidationError") return error.message;
  const token = randomUUID();
  if (!(error instanceof AwsError)) {
    const message = error instanceof Error ? error.message : String(error);
    return `Resource handler returned message: "${message}" (RequestToken: ${token}, HandlerErrorCode: GeneralServiceException)`;
  }
  const service = type.split("::")[1] ?? type;
  const found =
    HANDLER_ERROR_CODES.find(([pattern]) => pattern.test(error.code))?.[1] ?? "GeneralServiceException";
  // A conflict while creating is a resource of that name: Lambda and API Gateway use one exception for both.
  const code = found === "ResourceConflict" && operation === "CREATE" ? "AlreadyExists" : found;
  return `Resource handler returned message: "${error.message} (Service: ${service}, Status Code: ${error.status}, Request ID: ${randomUUID()})" (RequestToken: ${token}, HandlerErrorCode: ${code})`;
}
