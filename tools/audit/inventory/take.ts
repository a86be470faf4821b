import { readEnvironments } from "../../deploy/environment/read";
import { readBuilt } from "./built";
import { lookEverywhere } from "./deployed";
import { type Inventory, inventory } from "./inventory";

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
  const environments = await readEnvironments(scope.environments, scope.runfiles);
  const found = await lookEverywhere(environments, scope.variables);
  const isMeant = (name: string): boolean => scope.only.length === 0 || scope.only.includes(name);
  const deployed = found.flatMap((one) => one.deployed).filter(({ environment }) => isMeant(environment));
  const unread = found.flatMap((one) => one.unread);
  const made = new Set(built.map(({ contents }) => contents.sha256));
  const wanted = new Set(deployed.map(({ sha256 }) => sha256).filter((sha256) => !made.has(sha256)));
  const kept = new Map(
    await Promise.all(
      [...wanted].map(async (sha256) => {
        const boms = await Promise.all(found.map((one) => one.bom(sha256)));
        return [sha256, boms.find((bom) => bom !== undefined)] as const;
      }),
    ),
  );
  const known = new Map(
    [...kept].flatMap(([sha256, bom]) => (bom === undefined ? [] : [[sha256, bom] as const])),
  );
  return inventory(built, deployed, unread, known);
}
