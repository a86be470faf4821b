import { environmentParameter, importParameter } from "../../../cloudformation/references";
import type { Context } from "../../context/context";
import { FerryError } from "../../error";
import { own } from "../../json/own";
import type { ObservedStack } from "../../model/observed";
import { ENVIRONMENT_TAG, SERVICE_TAG } from "../../plan/desired";

/** A service's stack, whose exports others may import. */
export interface Exporter {
  readonly service: string;
  readonly environment: string;
}

/**
 * Names of the exports of a service, without the prefix that they have in the account.
 * @param exports as `ObservedStack` has them
 */
export function exportNames({ service, environment }: Exporter, exports: Iterable<string>): string[] {
  const prefix = `${environment}-${service}-`;
  return [...exports].flatMap((name) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []));
}

/** Whether a stack has a parameter with the value of that export. */
export function importsBy(
  { parameters, tags }: Pick<ObservedStack, "parameters" | "tags">,
  { service, environment }: Exporter,
  name: string,
): boolean {
  // The same parameter may be of another service: `orders` and `api-url`, `orders-api` and `url`.
  const where = own(parameters, environmentParameter(service));
  if (where === undefined || !Object.hasOwn(parameters, importParameter(service, name))) return false;
  return (where || own(tags, ENVIRONMENT_TAG)) === environment;
}

/** The stacks of the account and region that Ferry made. */
export type AllStacks = () => Promise<readonly ObservedStack[]>;

/** Lists the stacks when they are first needed, once for all that ask. */
export function listedOnce({ session }: Context): AllStacks {
  let listed: Promise<ObservedStack[]> | undefined;
  const list = async (): Promise<ObservedStack[]> =>
    (await session.stacks.all()).filter(({ tags }) => own(tags, SERVICE_TAG) !== undefined);
  return () => {
    listed ??= list();
    return listed;
  };
}

/** Stacks of the environment itself: an overlay does not keep its base from changing, and is named by `findLeftBehind`. */
export function ofEnvironment(all: AllStacks, environment: string): AllStacks {
  return async () => (await all()).filter(({ tags }) => own(tags, ENVIRONMENT_TAG) === environment);
}

/**
 * Refuses to take exports away from stacks that import them. CloudFormation guards
 * only imports by `Fn::ImportValue`; those by parameters are guarded here. It reads all stacks if there are exports.
 * @param all stacks that may import them
 * @param leaving names of stacks that stop importing them before they go, or are deleted with them
 * @param next what to do then, unless the importers are to be deployed without their imports
 * @throws FerryError `StackRefused`
 */
export async function requireUnused(
  all: AllStacks,
  exporter: Exporter,
  names: readonly string[],
  leaving: ReadonlySet<string>,
  next?: string,
): Promise<void> {
  if (names.length === 0) return;
  const used = new Map<string, string[]>();
  for (const stack of await all()) {
    if (leaving.has(stack.name)) continue;
    const imported = names.filter((name) => importsBy(stack, exporter, name));
    if (imported.length > 0) used.set(stack.name, imported);
  }
  if (used.size === 0) return;
  const { environment, service } = exporter;
  const uses = [...used].map(([stack, imported]) => `${stack} imports ${imported.join(", ")}`).join("; ");
  throw new FerryError("StackRefused", `exports of ${environment}-${service} are in use: ${uses}`, {
    next:
      next ??
      `deploy ${[...used.keys()].join(", ")} without the import first, or destroy ${used.size === 1 ? "it" : "them"}; then run the same command again`,
  });
}
