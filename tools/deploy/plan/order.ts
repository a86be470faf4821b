import type { Exchange } from "../template/exchange";
import { components, firstCycle, type Graph } from "./graph";

/** What one service's stack gives and takes, as it is to be and as it stands. */
export interface ExchangingService {
  readonly service: string;
  readonly wanted: Exchange;
  readonly deployed: Exchange;
  /** Whether it is deleted first: then it gives up all that it exports, and takes it over again. */
  readonly remade?: boolean;
}

/** In which order services may change. */
export interface Order {
  /** By service, those that have to be done before it. Without cycles. */
  readonly needs: Graph;
  /** Services of which each would have to come before the next one, and the last before the first: none of them can be done. */
  readonly cycles: readonly (readonly string[])[];
}

/**
 * Orders stacks by their exports and imports, so that CloudFormation takes each change:
 * - what imports comes after what exports;
 * - an export that is taken away waits until those that import it have changed;
 * - an export that moves from one stack to another is given up before it is taken over.
 *
 * An import of what is exported already decides nothing for CloudFormation. It orders all the same, since who imports rests on
 * who exports, but not where that would close a circle: stacks that came to import from each other step by step can be updated.
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

/** Who imports what another service of the run exports, or will export. */
function importsFromOthers(services: readonly ExchangingService[]): Graph {
  const exporter = new Map(
    services.flatMap(({ service, wanted }) => [...wanted.exports].map((name) => [name, service] as const)),
  );
  return graph(services, ({ wanted }) => [...wanted.imports].map((name) => exporter.get(name)));
}

/** What CloudFormation insists on. */
function requirements(services: readonly ExchangingService[]): Graph {
  const gained = owners(services, gains);
  const lost = owners(services, losses);
  const importers = owners(services, ({ deployed }) => deployed.imports);
  return graph(services, (one) => [
    ...[...one.wanted.imports].flatMap((name) => gained.get(name) ?? []),
    ...gains(one).flatMap((name) => lost.get(name) ?? []),
    ...losses(one).flatMap((name) => importers.get(name) ?? []),
  ]);
}

function gains({ wanted, deployed, remade }: ExchangingService): string[] {
  return remade ? [...wanted.exports] : without(wanted.exports, deployed.exports);
}

function losses({ wanted, deployed, remade }: ExchangingService): string[] {
  return remade ? [...deployed.exports] : without(deployed.exports, wanted.exports);
}

/** By export name, the services of whose names it is one. */
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
