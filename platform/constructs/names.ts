import { Fn } from "aws-cdk-lib";

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

const ENVIRONMENT = `\${Environment}`;

/** Characters that are kept free for the environment's name: `dev-` and a long user name, or `pr-` and any number. */
const ROOM = 20;

/**
 * A physical name that carries the environment.
 *
 * @param text as text of `Fn::Sub`
 * @param limit characters that AWS allows
 * @throws if the name would exceed the limit in an environment with an ordinary name, which only a deploy would show
 */
export function physicalName(what: string, text: string, limit: number): string {
  const excess = text.replace(ENVIRONMENT, "").length - (limit - ROOM);
  if (excess > 0)
    throw new Error(
      `the name of the ${what} ${text} is too long by ${excess}: AWS takes ${limit}, of which ${ROOM} are kept for the environment; shorten it`,
    );
  return Fn.sub(text);
}
