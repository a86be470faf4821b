import { isObject, isRecord, Masked } from "../evaluation/value";

/** Members that hold secrets, or settings that may contain them: their values are never shown. */
const SECRET_MEMBER =
  /^(Environment|EnvironmentVariables|Variables|DefaultArguments|UserData|ZipFile)$|secret|password|passphrase|token|credential|api_?key|private_?key|access_?key|auth_?key|connection_?string/i;

/** Members with such names that hold none: a duration, a reference to a secret, the name of an attribute. */
const HARMLESS =
  /(Arn|Arns|Id|Ids|Name|Names|Validity|Units|Ttl|TTL|Length|Duration|Period|Policy|Type|Version|Enabled)$/;

/** A password in a URL: `postgres://user:password@host`. */
const CREDENTIALS_IN_ADDRESS = /:\/\/[^/\s:@]+:[^/\s@]+@/;

/** Types whose `Value` may be a secret. */
const SECRET_VALUE = new Set(["AWS::SSM::Parameter"]);

/** Replaces a secret in a short form. */
export const HIDDEN = "***";

/** Whether the value at the path may be or contain a secret. */
function isSecretPath(type: string, path: readonly string[]): boolean {
  if (SECRET_VALUE.has(type) && path.at(-1) === "Value") return true;
  return path.some((segment) => SECRET_MEMBER.test(segment) && !HARMLESS.test(segment));
}

/** The value with all possible secrets replaced; names of members stay. */
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
