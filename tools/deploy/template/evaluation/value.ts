/**
 * A text that must not be shown, since it contains a possibly secret parameter. It compares by its value.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/security-best-practices.html
 */
export class Masked {
  constructor(
    /** What may be shown: `${Password}`. */
    readonly shown: string,
    readonly value: string,
  ) {}
}

export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether it is an object with members, not a list, a function call or a masked text. */
export function isObject(value: unknown): value is JsonObject {
  return isRecord(value) && intrinsic(value) === undefined;
}

/** The name of the intrinsic function that the value calls: `Ref`, `Fn::GetAtt`, …; undefined if none. */
export function intrinsic(value: unknown): string | undefined {
  if (!isRecord(value)) return undefined;
  const [name, ...others] = Object.keys(value);
  return name !== undefined && others.length === 0 && (name === "Ref" || name.startsWith("Fn::"))
    ? name
    : undefined;
}

export function isRecord(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Masked);
}
