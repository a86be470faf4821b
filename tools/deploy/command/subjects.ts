import { buildOrigins } from "../artifact/execution-log";
import type { Environment } from "../environment/schema";
import { type ManifestSource, readNames, readServices } from "../manifest/read";
import { type DesiredService, desire } from "../plan/desired";
import { type PlacedService, place } from "../plan/names";
import { beginNamedOutcome, beginOutcome, type ServiceOutcome } from "../run/outcome";

/** Reads the services that a verb works on, as far as the verb needs to know them. */
export type Subjects<Service extends PlacedService> = (
  source: ManifestSource,
) => Promise<(environment: Environment, wishes: Wishes) => Placed<Service>>;

/** What the user allows beyond the usual. */
export interface Wishes {
  readonly continueRollback?: boolean;
}

/** The services in one environment. */
export interface Placed<Service extends PlacedService> {
  readonly names: readonly string[];
  /** @param executionLog of the build before this run, where there is one */
  begin(executionLog: string | undefined): Promise<ServiceOutcome<Service>[]>;
}

/** With all that the build made of them. */
export const BUILT: Subjects<DesiredService> = async (source) => {
  const services = await readServices(source);
  return (environment, { continueRollback }) => {
    const desired = services.map((service) => desire(service, environment, continueRollback));
    return {
      names: services.map(({ name }) => name),
      begin: async (executionLog) => {
        const artifacts = services.flatMap(({ functions }) => functions);
        const origins = await buildOrigins(executionLog, artifacts);
        return desired.map((service) => beginOutcome(service, origins));
      },
    };
  };
};

/** By their names only. */
export const NAMED: Subjects<PlacedService> = async (source) => {
  const services = await readNames(source);
  return (environment) => {
    const placed = services.map((service) => place(service, environment));
    return {
      names: services.map(({ name }) => name),
      begin: () => Promise.resolve(placed.map(beginNamedOutcome)),
    };
  };
};
