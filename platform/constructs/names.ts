const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** @throws if the name cannot be a part of physical names and of logical ids: small letters and digits in words, with dashes between */
export function requireName(what: string, name: string): void {
  if (!NAME.test(name))
    throw new Error(
      `the ${what} "${name}" must be words of a-z and 0-9 with dashes between, such as "due-orders"`,
    );
}

/** `due-orders` as a part of logical ids: `DueOrders`. */
export function pascalCase(name: string): string {
  return name.replaceAll(/(?:^|-)([a-z0-9])/g, (_, first: string) => first.toUpperCase());
}
