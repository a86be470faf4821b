import { AGAIN, FerryError } from "../../error";

/** The members of an SDK client's error besides its name and message. */
interface SdkError extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
}

/**
 * A write was rejected because the same stack or function has changed or is being changed. Nothing was overwritten: wait for the
 * other change to end, observe, and replan.
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

/** Messages that CloudFormation and Lambda send with general validation codes when the state has changed. */
const CONFLICT_MESSAGE =
  /_IN_PROGRESS\b|CodeSHA-?256|^(Stack|ChangeSet)\b.*(does not exist|already exists|state and can ?not be)/i;

/** Converts an SDK error to a `Conflict` or a `FerryError`. @param operation as counted, `Lambda.UpdateAlias` */
export function translate(thrown: unknown, operation: string): Conflict | FerryError {
  if (thrown instanceof FerryError || thrown instanceof Conflict) return thrown;
  const error = thrown as SdkError;
  if (error.name === "AbortError")
    return new FerryError("Interrupted", `interrupted before ${operation} was sent`, {
      cause: thrown,
      next: AGAIN,
    });
  const said = `${operation} failed: ${error.name}: ${error.message}`;
  if (isConflict(error)) return new Conflict(said, { cause: thrown });
  if (/^AccessDenied|^UnauthorizedOperation/.test(error.name)) {
    return new FerryError("AccessDenied", said, { cause: thrown, next: "ask for the permission it names" });
  }
  return new FerryError("AwsFailed", said, {
    cause: thrown,
    next: `${AGAIN}${requestId(error)}`,
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
