import { invalidParameter, notFound, validationFailed } from "./errors";

/** A function's name as callers give it: a name, a partial ARN or an ARN, with or without a qualifier. */
export interface FunctionReference {
  readonly name: string;
  /** `$LATEST`, a version's number or an alias; absent where the caller gave none, which means `$LATEST`. */
  readonly qualifier?: string;
}

/** Account and region that ARNs are made of. */
export interface Place {
  readonly region: string;
  readonly accountId: string;
}

const REFERENCE =
  /^(?:arn:aws[a-zA-Z-]*:lambda:[a-z0-9-]+:(?<account>\d{12}):function:|(?<partial>\d{12}):function:|function:)?(?<name>[a-zA-Z0-9-_]+)(?::(?<qualifier>\$LATEST|[a-zA-Z0-9-_]+))?$/;

/** The longest name; the API model's 140 is for ARNs (https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html). */
const MAX_NAME_LENGTH = 64;

/**
 * Reads a function's name and the separate qualifier of a request.
 * Throws `ValidationException` for an invalid name, `InvalidParameterValueException` if the two qualifiers differ, and
 * `ResourceNotFoundException` for another account's function.
 */
export function parseReference(
  text: string | undefined,
  qualifier: string | undefined,
  place: Place,
): FunctionReference {
  const match = REFERENCE.exec(text ?? "");
  const { account, partial, name = "", qualifier: inName } = match?.groups ?? {};
  if (!match || name.length > MAX_NAME_LENGTH) {
    throw validationFailed(
      `1 validation error detected: Value '${text ?? ""}' at 'functionName' failed to satisfy constraint: Member must be a name of at most ${MAX_NAME_LENGTH} letters, digits, hyphens and underscores, or a function's ARN`,
    );
  }
  const owner = account ?? partial;
  if (owner !== undefined && owner !== place.accountId) throw notFound(`Function not found: ${text}`);
  if (qualifier !== undefined && !/^(\$LATEST|[a-zA-Z0-9-_]{1,128})$/.test(qualifier)) {
    throw validationFailed(
      `1 validation error detected: Value '${qualifier}' at 'qualifier' failed to satisfy constraint: Member must satisfy regular expression pattern: \\$LATEST|[a-zA-Z0-9-_]+`,
    );
  }
  if (inName !== undefined && qualifier !== undefined && inName !== qualifier) {
    throw invalidParameter(
      "The derived qualifier from the function name does not match the specified qualifier.",
    );
  }
  const effective = qualifier ?? inName;
  return effective === undefined ? { name } : { name, qualifier: effective };
}

export function functionArn(place: Place, name: string, qualifier?: string): string {
  const arn = `arn:aws:lambda:${place.region}:${place.accountId}:function:${name}`;
  return qualifier === undefined ? arn : `${arn}:${qualifier}`;
}

export function isVersionNumber(qualifier: string): boolean {
  return /^[0-9]+$/.test(qualifier);
}
