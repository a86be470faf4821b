import type { Context } from "../context/context";
import type { BuiltRun, ServiceRun } from "../context/service-run";
import type { Environment } from "../environment/schema";
import { FerryError } from "../error";
import type { ObservedStack } from "../model/observed";
import { deployed, wanted } from "../plan/instantiation";
import { type ExchangingService, orderServices } from "../plan/order";
import { type Exchange, exchangeOf } from "../template/exchange";
import { pseudoParameters } from "../template/pseudo";
import type { Prepared } from "./prepared";

/** The services that have to be done before a service. */
export type Needs<Outcome extends ServiceRun> = (outcome: Outcome) => readonly Outcome[];

const NOTHING: Exchange = { exports: new Set(), imports: new Set() };

/**
 * Orders a deploy by what the stacks export and import. Services of which each would have to come before the other get their
 * error here.
 * @param preparationOf what was seen and planned of a service; undefined where that failed
 */
export function orderDeploy(
  environment: Environment,
  outcomes: readonly BuiltRun[],
  preparationOf: (outcome: BuiltRun) => Prepared | undefined,
): Needs<BuiltRun> {
  return ordered(
    outcomes,
    outcomes.map((outcome) => {
      const { service, stack } = outcome.desired;
      const pseudo = pseudoParameters(environment.account, environment.region, stack.name);
      const exchange = exchangeOf(wanted(stack), pseudo);
      const preparation = preparationOf(outcome);
      // Of a service that cannot be looked at, nothing is known that could speak against any order.
      const standing = preparation
        ? deployedExchange(preparation.observed.stack, exchange, pseudo)
        : exchange;
      const remade = preparation?.plan.stack.first?.action === "delete";
      return { service, wanted: exchange, deployed: standing, remade };
    }),
  );
}

/** The deployed template is there only where the stack is to be updated; else it is the wanted one. */
function deployedExchange(
  stack: ObservedStack | undefined,
  { imports }: Exchange,
  pseudo: Readonly<Record<string, string>>,
): Exchange {
  if (!stack) return NOTHING;
  const exports = new Set(stack.exports);
  if (stack.template === undefined) return { exports, imports };
  const standing = deployed(stack);
  return { exports, imports: standing ? exchangeOf(standing, pseudo).imports : new Set() };
}

/** Orders deletions: what imports goes before what exports. A single stack needs no call for it. */
export async function orderDestroy(
  { session }: Context,
  stacks: ReadonlyMap<ServiceRun, ObservedStack>,
): Promise<Needs<ServiceRun>> {
  const names = stacks.size > 1 ? [...stacks.values()].flatMap(({ exports }) => exports) : [];
  const importers = new Map(
    await Promise.all(names.map(async (name) => [name, await session.stacks.importers(name)] as const)),
  );
  return ordered(
    [...stacks.keys()],
    [...stacks].map(([{ desired }, stack]) => {
      const imports = names.filter((name) => importers.get(name)?.includes(stack.name));
      const deployed = { exports: new Set(stack.exports), imports: new Set(imports) };
      return { service: desired.service, wanted: NOTHING, deployed };
    }),
  );
}

function ordered<Outcome extends ServiceRun>(
  outcomes: readonly Outcome[],
  services: readonly ExchangingService[],
): Needs<Outcome> {
  const { needs, cycles } = orderServices(services);
  const byName = new Map(outcomes.map((outcome) => [outcome.desired.service, outcome]));
  const named = (names: Iterable<string>): Outcome[] => [...names].flatMap((name) => byName.get(name) ?? []);
  for (const cycle of cycles) {
    const error = circular(named(cycle));
    for (const outcome of named(cycle)) outcome.fail(error);
  }
  return ({ desired }) => named(needs.get(desired.service) ?? []);
}

function circular(cycle: readonly ServiceRun[]): FerryError {
  const names = [...cycle, ...cycle.slice(0, 1)].map(({ desired }) => desired.stack.name);
  return new FerryError(
    "DependencyCycle",
    `${names.join(" → ")}: by their exports and imports, each of these stacks would have to wait for the next one`,
    {
      next: "break the circle in two steps, by taking one import or export out first, or move what they share into a service of its own; where one of them has to be deleted before it can be made again, destroy those that import from it",
    },
  );
}

/** Leaves a service as it is where one that it needs has failed. Returns whether that is so. */
export function skipAfterFailure<Outcome extends ServiceRun>(
  outcome: Outcome,
  needs: Needs<Outcome>,
): boolean {
  const failed = needs(outcome).filter(({ error, skipped }) => error !== undefined || skipped !== undefined);
  if (failed.length > 0) outcome.skip(failed);
  return failed.length > 0;
}
