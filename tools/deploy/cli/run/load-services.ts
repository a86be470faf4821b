import { ServiceRun } from "../../context/service-run";
import type { Environment } from "../../environment/schema";
import { type ManifestSource, readNames, readServices } from "../../manifest/read";
import { type DesiredService, desire } from "../../plan/desired";
import { type PlacedService, place } from "../../plan/names";
import { buildOrigins } from "../../workspace/bazel/execution-log";
import type { SharedOptions } from "../options";

/** Reads the services that a verb works on, as far as the verb needs to know them. */
export interface ServiceLoader<Service extends PlacedService> {
  /** Whether the services have to be built for it. */
  readonly needsBuild: boolean;
  load(
    source: ManifestSource,
  ): Promise<(environment: Environment, options: SharedOptions) => LoadedServices<Service>>;
}

/** The services in one environment. */
export interface LoadedServices<Service extends PlacedService> {
  readonly names: readonly string[];
  /** @param executionLog of the build before this run, where there is one */
  begin(executionLog: string | undefined): Promise<ServiceRun<Service>[]>;
}

/** With all that the build made of them. */
export const builtServices: ServiceLoader<DesiredService> = {
  needsBuild: true,
  load: async (source) => {
    const services = await readServices(source);
    return (environment, asked) => {
      const desired = services.map((service) => desire(service, environment, asked));
      return {
        names: services.map(({ name }) => name),
        begin: async (executionLog) => {
          const artifacts = services.flatMap(({ functions }) => functions);
          const origins = await buildOrigins(executionLog, artifacts);
          return desired.map((service) => ServiceRun.built(service, origins));
        },
      };
    };
  },
};

/** By their names only. */
export const namedServices: ServiceLoader<PlacedService> = {
  needsBuild: false,
  load: async (source) => {
    const services = await readNames(source);
    return (environment) => {
      const placed = services.map((service) => place(service, environment));
      return {
        names: services.map(({ name }) => name),
        begin: () => Promise.resolve(placed.map(ServiceRun.named)),
      };
    };
  },
};
