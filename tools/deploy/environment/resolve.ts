import { FerryError } from "../error";
import { checkoutDefault } from "./checkout";
import { requireEnvironmentName } from "./names";
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

/** An environment's name, and what has chosen it. */
export interface ChosenName {
  readonly name: string;
  /** `checkout`: the default that this checkout was given. `none`: nothing has chosen, so it is `local`. */
  readonly by: "flag" | "FERRY_ENV" | "checkout" | "none";
}

/**
 * The name asked for: the flag, else `FERRY_ENV`, else the checkout's default, else `local`.
 * @param workspace its root, where there is one
 */
export function environmentName(
  flag: string | undefined,
  variables: NodeJS.ProcessEnv,
  workspace: string | undefined,
): ChosenName {
  if (flag !== undefined) return { name: flag, by: "flag" };
  if (variables.FERRY_ENV) return { name: variables.FERRY_ENV, by: "FERRY_ENV" };
  const name = checkoutDefault(workspace);
  return name === undefined ? { name: "local", by: "none" } : { name, by: "checkout" };
}

/** The entry of that very name, else of the longest pattern that covers it. */
export function resolveEnvironment(
  name: string,
  { environments }: Environments,
  origin: string,
): Environment {
  requireEnvironmentName(name);
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
