import { isObject, isRecord, Masked } from "../evaluation/value";

/** Members under which secrets are kept, or settings among which they may be: their values are never shown. */
const SECRET_MEMBER =
  /^(Environment|EnvironmentVariables|Variables|DefaultArguments|UserData|ZipFile)$|secret|password|passphrase|token|credential|api_?key|private_?key|access_?key|auth_?key|connection_?string/i;

/** Members of such a name that hold none: a duration, a reference to where the secret is, a name of an attribute. */
const HARMLESS =
  /(Arn|Arns|Id|Ids|Name|Names|Validity|Units|Ttl|TTL|Length|Duration|Period|Policy|Type|Version|Enabled)$/;

/** A password within an address: `postgres://user:password@host`. */
const CREDENTIALS_IN_ADDRESS = /:\/\/[^/\s:@]+:[^/\s@]+@/;

/** Types whose `Value` may be a secret. */
const SECRET_VALUE = new Set(["AWS::SSM::Parameter"]);

/** What takes a secret's place in a short form. */
export const HIDDEN = "***";

/** Whether what stands at the path, or under it, may be a secret. */
function isSecretPath(type: string, path: readonly string[]): boolean {
  if (SECRET_VALUE.has(type) && path.at(-1) === "Value") return true;
  return path.some((segment) => SECRET_MEMBER.test(segment) && !HARMLESS.test(segment));
}

/** The value with everything replaced that may be a secret; names of members stay. */
export function redact(type: string, path: readonly string[], value: unknown): unknown {
  if (value instanceof Masked) return value.shown;
  if (Array.isArray(value)) return value.map((item, index) => redact(type, [...path, `[${index}]`], item));
  if (isObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, redact(type, [...path, key], member)]),
    );
  }
  if (value === undefined) return value;
  if (isSecretPath(type, path) || CREDENTIALS_IN_ADDRESS.test(String(value))) return HIDDEN;
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, argument]) => [name, redact(type, path, argument)]),
  );
}
