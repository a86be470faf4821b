/**
 * A record whose keys come from outside: it has no prototype, so that `constructor` is not there before it is put, and `__proto__` is a
 * key like any other.
 */
export function emptyRecord<T>(): Record<string, T> {
  return Object.create(null) as Record<string, T>;
}

/** Own property of an object, or `undefined`: names from outside, such as `constructor` and `__proto__`, are data. */
export function property<T>(object: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}
