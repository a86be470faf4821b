import { DamagedDebugArtifact } from "../../deploy/bucket/debug-artifacts";
import { readEnvironments } from "../../deploy/environment/read";
import { resolveEnvironment } from "../../deploy/environment/resolve";
import type { Environments } from "../../deploy/environment/schema";
import type { Contents } from "../bom/bom";
import { readBuilt } from "./built";
import { type Deployed, lookEverywhere } from "./deployed";
import { type Inventory, inventory } from "./inventory";
import { contentsOfMetafile, knownLicences, MetafileInvalid } from "./kept";

/** What an audit is of. */
export interface Scope {
  /** Path of the index of bills of materials. */
  readonly index: string;
  /** Path of environments.json; absent where only the build is audited. */
  readonly environments: string | undefined;
  /** Only these environments; none for all. */
  readonly only: readonly string[];
  readonly runfiles: string;
  readonly variables: NodeJS.ProcessEnv;
}

/**
 * The environments that are named, with what their entries say; all entries where none is named.
 * @throws FerryError `EnvironmentUnknown`
 */
function meant(all: Environments, origin: string, names: readonly string[]): Environments {
  if (names.length === 0) return all;
  const named = names.map((asked) => {
    const { name, ...settings } = resolveEnvironment(asked, all, origin);
    return [name, settings] as const;
  });
  return { ...all, environments: Object.fromEntries(named) };
}

/** Takes stock of what the build makes and of what runs. */
export async function takeInventory(scope: Scope): Promise<Inventory> {
  const built = await readBuilt(scope.index, scope.runfiles);
  if (scope.environments === undefined) return inventory(built, [], [], new Map());
  const environments = await readEnvironments(scope.environments, scope.runfiles);
  const found = await lookEverywhere(meant(environments, scope.environments, scope.only), scope.variables);
  const isMeant = (name: string): boolean => scope.only.length === 0 || scope.only.includes(name);
  const deployed = found.flatMap((one) => one.deployed).filter(({ environment }) => isMeant(environment));
  const unread = found.flatMap((one) => one.unread);
  const licences = knownLicences(built.map(({ contents }) => contents));
  const kept = new Map<string, Contents | Error>();
  const isBuilt = ({ sha256 }: Deployed) => built.some(({ contents }) => contents.sha256 === sha256);
  await Promise.all(
    deployed
      .filter((one) => !isBuilt(one))
      .map(async ({ service, function: name, sha256 }) => {
        const target = `${service}/${name}, an earlier build`;
        try {
          const metafiles = await Promise.all(found.map((one) => one.metafile(sha256)));
          const metafile = metafiles.find((one) => one !== undefined);
          if (metafile !== undefined)
            kept.set(sha256, contentsOfMetafile(metafile, { target, sha256 }, licences));
        } catch (error) {
          if (!(error instanceof DamagedDebugArtifact || error instanceof MetafileInvalid)) throw error;
          kept.set(sha256, error);
        }
      }),
  );
  return inventory(built, deployed, unread, kept);
}
