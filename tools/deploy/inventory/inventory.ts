/**
 * What other tools may know of deployments: which function versions are live, and what was kept of them. It is the only part of the
 * deployer that tools beside it import.
 */
import { readEnvironments } from "../environment/read";
import { resolveEnvironment } from "../environment/resolve";
import type { Environments } from "../environment/schema";
import { type Found, look, type Site } from "./account";

export { DamagedDebugArtifact } from "../bucket/debug-artifacts";
export { FerryError } from "../error";
export type { Deployed, Found, Unread } from "./account";

/** Which environments to look at, and with whose credentials. */
export interface Query {
  /** Path of environments.json, relative to `runfiles`. */
  readonly environments: string;
  readonly runfiles: string;
  /** Only these environments; none for all. */
  readonly only: readonly string[];
  /** Environment variables of the process. */
  readonly variables: NodeJS.ProcessEnv;
}

/**
 * What is live in the accounts of environments.json, as far as the credentials reach, one result for each account and region. It only
 * reads.
 * @throws FerryError `EnvironmentUnknown`, `EnvironmentsInvalid`
 */
export async function lookEverywhere(query: Query): Promise<readonly Found[]> {
  const { environments: path, only, runfiles, variables } = query;
  const { environments } = narrowed(await readEnvironments(path, runfiles), path, only);
  return await Promise.all(
    sites(environments).map(async (site) => {
      const found = await look(site, variables);
      // A bucket has the records of all environments of its account.
      const deployed = found.deployed.filter((one) => only.length === 0 || only.includes(one.environment));
      return { ...found, deployed };
    }),
  );
}

/** The named environments, with the settings of their entries; all entries where none is named. */
function narrowed(all: Environments, origin: string, names: readonly string[]): Environments {
  if (names.length === 0) return all;
  const named = names.map((asked) => {
    const { name, ...settings } = resolveEnvironment(asked, all, origin);
    return [name, settings] as const;
  });
  return { ...all, environments: Object.fromEntries(named) };
}

function sites(environments: Environments["environments"]): Site[] {
  const bySite = Map.groupBy(Object.entries(environments), ([, { account, region, endpoint }]) =>
    [account, region, endpoint].join(" "),
  );
  return [...bySite.values()].flatMap((entries) => {
    const [first] = entries;
    return first ? [{ names: entries.map(([name]) => name), settings: first[1] }] : [];
  });
}
