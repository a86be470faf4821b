import type { Environment } from "../../environment/schema";
import { FerryError } from "../../error";
import type { LaunchEnvironment } from "../launch-environment";

/**
 * Refuses to deploy to an environment with `trust` by a deployer that may itself have come from a cache: it is what checks the
 * attestations. Only an honest deployer gets here: this keeps people from the habit, and is no defence in itself.
 * @throws FerryError `Untrusted`
 */
export function requireTrustedStart(
  verb: "deploy" | "rollback",
  { name, trust }: Environment,
  { trusted }: LaunchEnvironment,
): void {
  if (trust === undefined || trusted) return;
  throw new FerryError(
    "Untrusted",
    `${name} accepts only what a trusted build has attested, and this deployer, which has to check that, may itself have come from a cache; nothing was changed`,
    { next: startBy(verb, name) },
  );
}

/** How to start a verb so that nothing which runs has come from a cache. */
export function startBy(verb: string, environment: string): string {
  return `start it by: ./bazelw --trusted run //:${verb} -- --env ${environment}; see docs/protected-environments.md`;
}
