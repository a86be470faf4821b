/** An object's own member. Externally chosen names may collide with inherited ones: `constructor`, `toString`, `__proto__`. */
export function own<Value>(
  members: Readonly<Record<string, Value>> | undefined,
  name: string,
): Value | undefined {
  return members !== undefined && Object.hasOwn(members, name) ? members[name] : undefined;
}
