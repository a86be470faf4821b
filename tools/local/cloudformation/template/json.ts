/** A value of a JSON document. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Equal as CloudFormation compares property values: the order of an object's keys does not count, and a scalar equals its
 * text (`128` and `"128"`), because a template may give either for the same property.
 */
export function sameValue(left: unknown, right: unknown): boolean {
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => sameValue(item, right[index]));
  }
  if (isObject(left) && isObject(right)) {
    const keys = Object.keys(left);
    return (
      keys.length === Object.keys(right).length &&
      keys.every((key) => Object.hasOwn(right, key) && sameValue(left[key], right[key]))
    );
  }
  return isScalar(left) && isScalar(right) && String(left) === String(right);
}

function isScalar(value: unknown): boolean {
  return value === null || value === undefined || typeof value !== "object";
}
