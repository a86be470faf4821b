import type { Context } from "../context/context";
import type { BuiltRun, ServiceRun } from "../context/service-run";
import type { Environment } from "../environment/schema";
import { FerryError } from "../error";
import type { ObservedStack } from "../model/observed";
import { deployedInstantiation, desiredInstantiation } from "../plan/instantiation";
import { type ExchangingService, orderServices } from "../plan/order";
import { type Exchange, exchangeOf } from "../template/exchange";
import { pseudoParameters } from "../template/pseudo";
import { type Exporter, exportNames, importsBy } from "./exchange/importers";
import type { Prepared } from "./prepare";

/** The services that have to be done before a service. */
export type Needs<Outcome extends ServiceRun> = (outcome: Outcome) => readonly Outcome[];

const NOTHING: Exchange = { exports: new Set(), imports: new Set() };

/**
 * Orders a deploy by the stacks' exports and imports. Services on a cycle fail here.
 * @param preparationOf what was observed and planned for a service; undefined if that failed
 */
export function orderDeploy(
  environment: Environment,
  outcomes: readonly BuiltRun[],
  preparationOf: (outcome: BuiltRun) => Prepared | undefined,
): Needs<BuiltRun> {
  return ordered(
    outcomes,
    outcomes.map((outcome) => {
      const preparation = preparationOf(outcome);
      const { service, stack } = preparation?.desired ?? outcome.desired;
      const pseudo = pseudoParameters(environment.account, environment.region, stack.name);
      const exchange = exchangeOf(desiredInstantiation(stack), pseudo);
      // A service that could not be observed does not restrict the order.
      const existing = preparation
        ? deployedExchange(preparation.observed.stack, exchange, pseudo)
        : exchange;
      const recreated = preparation?.plan.stack.first?.action === "delete";
      return { service, desired: exchange, deployed: existing, recreated };
    }),
  );
}

/** The exports of a service that an update of its stack takes away. */
export function lostExports(environment: Environment, { desired, observed, plan }: Prepared): string[] {
  if (plan.stack.action !== "update" || !observed.stack) return [];
  const pseudo = pseudoParameters(environment.account, environment.region, desired.stack.name);
  const { exports } = exchangeOf(desiredInstantiation(desired.stack), pseudo);
  const exporter = { service: desired.service, environment: environment.name };
  return exportNames(
    exporter,
    observed.stack.exports.filter((name) => !exports.has(name)),
  );
}

/** The deployed template is read only if the stack is to be updated; otherwise it is the desired one. */
function deployedExchange(
  stack: ObservedStack | undefined,
  { imports }: Exchange,
  pseudo: Readonly<Record<string, string>>,
): Exchange {
  if (!stack) return NOTHING;
  const exports = new Set(stack.exports);
  if (stack.template === undefined) return { exports, imports };
  const existing = deployedInstantiation(stack);
  return { exports, imports: existing ? exchangeOf(existing, pseudo).imports : new Set() };
}

/** Orders deletions: importers before exporters. A single stack needs no call for it. */
export async function orderDestroy(
  { session, environment }: Context,
  stacks: ReadonlyMap<ServiceRun, ObservedStack>,
): Promise<Needs<ServiceRun>> {
  const names = stacks.size > 1 ? [...stacks.values()].flatMap(({ exports }) => exports) : [];
  const importers = new Map(
    await Promise.all(names.map(async (name) => [name, await session.stacks.importers(name)] as const)),
  );
  const exporters = [...stacks.keys()].map(
    ({ desired }): Exporter => ({ service: desired.service, environment: environment.name }),
  );
  const services = (isImported: (stack: ObservedStack, name: string) => boolean): ExchangingService[] =>
    [...stacks].map(([{ desired }, stack]) => {
      const imports = names.filter((name) => isImported(stack, name));
      const deployed = { exports: new Set(stack.exports), imports: new Set(imports) };
      return { service: desired.service, desired: NOTHING, deployed };
    });
  const isRequired = (stack: ObservedStack, name: string): boolean =>
    importers.get(name)?.includes(stack.name) ?? false;
  const all = services((stack, name) => isRequired(stack, name) || isImportedBy(exporters, stack, name));
  // CloudFormation does not know of imports by parameters: stacks that import from each other go in any order.
  const circular = orderServices(all).cycles.length > 0;
  return ordered([...stacks.keys()], circular ? services(isRequired) : all);
}

/** Whether the stack imports that export of another stack of its environment by a parameter. */
function isImportedBy(exporters: readonly Exporter[], stack: ObservedStack, name: string): boolean {
  return exporters.some((one) => exportNames(one, [name]).some((short) => importsBy(stack, one, short)));
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
    `${names.join(" → ")}: because of their exports and imports, each of these stacks would have to wait for the next one`,
    {
      next: "break the cycle in two steps by removing one import or export first, or move what they share into its own service; if one of them has to be deleted and created again, destroy its importers",
    },
  );
}

/** Skips a service if one that it needs has failed. Returns whether it did. */
export function skipAfterFailure<Outcome extends ServiceRun>(
  outcome: Outcome,
  needs: Needs<Outcome>,
): boolean {
  const failed = needs(outcome).filter(({ error, skipped }) => error !== undefined || skipped !== undefined);
  if (failed.length > 0) outcome.skip(failed);
  return failed.length > 0;
}
