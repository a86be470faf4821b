import { FerryError } from "../error";
import type { Environment, EnvironmentSettings, Environments } from "./schema";

/** The environment of those who ask for none. It needs no entry in environments.json, but may have one, for its parameters. */
const LOCAL: EnvironmentSettings = {
  account: "000000000000",
  region: "us-east-1",
  endpoint: "local",
  parameters: {},
  protected: false,
  ephemeral: false,
};

/** What a stack or function name may begin with. */
const NAME = /^[a-z][a-z0-9-]*$/;

/** The name asked for: the flag, else `FERRY_ENV`, else `local`. */
export function environmentName(flag: string | undefined, variables: NodeJS.ProcessEnv): string {
  return flag ?? (variables.FERRY_ENV || "local");
}

/** The entry of that very name, else of the longest pattern that covers it. */
export function resolveEnvironment(
  name: string,
  { environments }: Environments,
  origin: string,
): Environment {
  if (!NAME.test(name)) {
    throw new FerryError("EnvironmentUnknown", `"${name}" cannot be an environment's name`, {
      next: "use lower-case letters, digits and dashes, and start with a letter",
    });
  }
  const key = Object.keys(environments)
    .filter((pattern) => covers(pattern, name))
    .sort((a, b) => rank(b) - rank(a))[0];
  const settings = key === undefined ? (name === "local" ? LOCAL : undefined) : environments[key];
  if (settings) return { name, ...settings };
  const known = [...new Set(["local", ...Object.keys(environments)])].join(", ");
  throw new FerryError(
    "EnvironmentUnknown",
    `there is no environment "${name}" in ${origin}: it has ${known}`,
    {
      next: "correct --env (or FERRY_ENV), or add the environment to that file",
    },
  );
}

function covers(pattern: string, name: string): boolean {
  if (!pattern.endsWith("*")) return pattern === name;
  const prefix = pattern.slice(0, -1);
  return name.startsWith(prefix) && name.length > prefix.length;
}

/** An exact name ranks above every pattern, a longer prefix above a shorter one. */
function rank(pattern: string): number {
  return pattern.endsWith("*") ? pattern.length : Number.POSITIVE_INFINITY;
}
