/**
 * A member that an object has itself. Names that others choose may be such as every object inherits: `constructor`, `toString`,
 * `__proto__`.
 */
export function own<Value>(
  members: Readonly<Record<string, Value>> | undefined,
  name: string,
): Value | undefined {
  return members !== undefined && Object.hasOwn(members, name) ? members[name] : undefined;
}
