/**
 * A text whose value must not be shown, since a parameter went into it that may be a secret. It compares by its value.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/security-best-practices.html
 */
export class Masked {
  constructor(
    /** As people may see it: `${Password}`. */
    readonly shown: string,
    readonly value: string,
  ) {}
}

export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether it is an object with members, and not a list, a function call or a masked text. */
export function isObject(value: unknown): value is JsonObject {
  return isRecord(value) && intrinsic(value) === undefined;
}

/** The name of the function that the value calls: `Ref`, `Fn::GetAtt`, …; undefined where it calls none. */
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
