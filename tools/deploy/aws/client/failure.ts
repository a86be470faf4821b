import { FerryError } from "../../error";
import { type AccessError, accessFailure } from "./access-errors";

/** What an error of an SDK client carries, beside its name and message. */
interface SdkError extends AccessError {
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
}

/**
 * A write was refused because something else changed, or is changing, the same stack or function. Nothing was overwritten:
 * wait until it settles, observe, and plan anew.
 */
export class Conflict extends Error {
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = "Conflict";
  }
}

const CONFLICTS = new Set([
  "ResourceConflictException",
  "PreconditionFailedException",
  "AlreadyExistsException",
  "ChangeSetNotFoundException",
  "ChangeSetNotFound",
  "InvalidChangeSetStatusException",
  "InvalidChangeSetStatus",
  "OperationInProgressException",
  "StackNotFoundException",
]);

/** Messages that CloudFormation and Lambda send under their general validation codes when the state is not as it was. */
const CONFLICT_MESSAGE =
  /_IN_PROGRESS\b|CodeSHA-?256|^(Stack|ChangeSet)\b.*(does not exist|already exists|state and can ?not be)/i;

/** Turns what an SDK call threw into a `Conflict` or a `FerryError`; `operation` is as counted, `Lambda.UpdateAlias`. */
export function translate(thrown: unknown, operation: string): Conflict | FerryError {
  if (thrown instanceof FerryError || thrown instanceof Conflict) return thrown;
  const error = thrown as SdkError;
  if (error.name === "AbortError")
    return new FerryError("Interrupted", `interrupted before ${operation} was sent`, {
      cause: thrown,
      next: "run the same command again: it goes on where this one stopped",
    });
  const said = `${operation} failed: ${error.name}: ${error.message}`;
  if (isConflict(error)) return new Conflict(said, { cause: thrown });
  const access = accessFailure(error, operation);
  if (access) return access;
  if (/^AccessDenied|^UnauthorizedOperation/.test(error.name)) {
    return new FerryError("AccessDenied", said, { cause: thrown, next: "ask for the permission it names" });
  }
  return new FerryError("AwsFailed", said, {
    cause: thrown,
    next: `run the same command again: it goes on where this one stopped${requestId(error)}`,
  });
}

function isConflict(error: SdkError): boolean {
  if (CONFLICTS.has(error.name)) return true;
  const general = error.name === "ValidationError" || error.name === "InvalidParameterValueException";
  return general && CONFLICT_MESSAGE.test(error.message);
}

function requestId(error: SdkError): string {
  const id = error.$metadata?.requestId;
  return id === undefined ? "" : ` (AWS request ${id})`;
}
