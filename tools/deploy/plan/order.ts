import type { Exchange } from "../template/exchange";
import { components, firstCycle, type Graph } from "./graph";

/** The exports and imports of one service's stack, desired and deployed. */
export interface ExchangingService {
  readonly service: string;
  readonly desired: Exchange;
  readonly deployed: Exchange;
  /** Whether it is deleted first: then all its exports are removed and added again. */
  readonly recreated?: boolean;
}

/** The order in which services may change. */
export interface Order {
  /** For each service, those that have to be done before it. Without cycles. */
  readonly needs: Graph;
  /** Services that each would have to come before the next one, and the last before the first: none of them can be done. */
  readonly cycles: readonly (readonly string[])[];
}

/**
 * Orders stacks by their exports and imports, so that CloudFormation accepts each change:
 * - an importer comes after its exporter;
 * - an export is removed after its importers have changed;
 * - an export that moves between stacks is removed before it is added.
 *
 * CloudFormation does not require an order for imports of existing exports. Importers still come after exporters, unless that
 * would close a cycle: stacks that came to import from each other step by step can be updated.
 */
export function orderServices(services: readonly ExchangingService[]): Order {
  const names = services.map(({ service }) => service);
  const strict = requirements(services);
  const loose = union(strict, importsFromOthers(services));
  const circle = new Map(
    components(loose).flatMap((part) => part.map((service) => [service, part] as const)),
  );
  const needs: Graph = new Map(
    names.map((service) => {
      const inCircle = (other: string): boolean => circle.get(service)?.includes(other) ?? false;
      const all = [...(loose.get(service) ?? [])];
      return [service, new Set(all.filter((other) => !inCircle(other) || strict.get(service)?.has(other)))];
    }),
  );
  const stuck = components(needs).filter((part) => part.length > 1);
  const caught = new Map(stuck.flatMap((part) => part.map((service) => [service, part] as const)));
  return {
    needs: new Map(
      [...needs].map(([service, others]) => [
        service,
        new Set([...others].filter((other) => !caught.get(service)?.includes(other))),
      ]),
    ),
    cycles: stuck.map((part) => firstCycle(needs, part)),
  };
}

/** Imports of what another service of the run exports, or will export. */
function importsFromOthers(services: readonly ExchangingService[]): Graph {
  const exporter = new Map(
    services.flatMap(({ service, desired }) => [...desired.exports].map((name) => [name, service] as const)),
  );
  return graph(services, ({ desired }) => [...desired.imports].map((name) => exporter.get(name)));
}

/** The order that CloudFormation requires. */
function requirements(services: readonly ExchangingService[]): Graph {
  const gained = owners(services, gains);
  const lost = owners(services, losses);
  const importers = owners(services, ({ deployed }) => deployed.imports);
  return graph(services, (one) => [
    ...[...one.desired.imports].flatMap((name) => gained.get(name) ?? []),
    ...gains(one).flatMap((name) => lost.get(name) ?? []),
    ...losses(one).flatMap((name) => importers.get(name) ?? []),
  ]);
}

function gains({ desired, deployed, recreated }: ExchangingService): string[] {
  return recreated ? [...desired.exports] : without(desired.exports, deployed.exports);
}

function losses({ desired, deployed, recreated }: ExchangingService): string[] {
  return recreated ? [...deployed.exports] : without(deployed.exports, desired.exports);
}

/** For each name, the services that have it. */
function owners(
  services: readonly ExchangingService[],
  names: (service: ExchangingService) => Iterable<string>,
): ReadonlyMap<string, string[]> {
  const result = new Map<string, string[]>();
  for (const one of services)
    for (const name of names(one)) result.set(name, [...(result.get(name) ?? []), one.service]);
  return result;
}

function without(names: ReadonlySet<string>, others: ReadonlySet<string>): string[] {
  return [...names].filter((name) => !others.has(name));
}

function graph(
  services: readonly ExchangingService[],
  needs: (service: ExchangingService) => readonly (string | undefined)[],
): Graph {
  return new Map(
    services.map((one) => [
      one.service,
      new Set(needs(one).filter((other) => other !== undefined && other !== one.service) as string[]),
    ]),
  );
}

function union(a: Graph, b: Graph): Graph {
  return new Map([...a].map(([node, others]) => [node, new Set([...others, ...(b.get(node) ?? [])])]));
}
