import { DamagedDebugArtifact, type Deployed, lookEverywhere } from "../../deploy/inventory/inventory";
import type { Contents } from "../bom/bom";
import { readBuilt } from "./built";
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

/** Takes stock of what the build makes and of what runs. */
export async function takeInventory(scope: Scope): Promise<Inventory> {
  const built = await readBuilt(scope.index, scope.runfiles);
  if (scope.environments === undefined) return inventory(built, [], [], new Map());
  const found = await lookEverywhere({ ...scope, environments: scope.environments });
  const deployed = found.flatMap((one) => one.deployed);
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
