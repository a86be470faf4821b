import { ServiceRun } from "../../context/service-run";
import type { Environment } from "../../environment/schema";
import { FerryError } from "../../error";
import { type ManifestSource, readNames, readServices } from "../../manifest/read";
import { SERVICE_NAME } from "../../manifest/schema";
import { type DesiredService, desire } from "../../plan/desired";
import { type PlacedService, place, stackName } from "../../plan/names";
import { buildOrigins } from "../../workspace/bazel/execution-log";
import type { DestroyOptions } from "../options";

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
  begin(executionLog: string | undefined): Promise<ServiceRun<Service>[]>;
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
        return desired.map((service) => ServiceRun.built(service, origins));
      },
    };
  };
};

/**
 * Services that no manifest has, by the names that were given. The names of their functions are not known.
 * @throws FerryError `UsageInvalid` where one of them is in a manifest, or may be in one that was not given
 */
export function orphansNamed({
  all,
  orphan,
}: Pick<DestroyOptions, "orphan" | "all">): Subjects<PlacedService> {
  const names = [...new Set(orphan)];
  return async (source) => {
    const invalid = (message: string, next: string): FerryError =>
      new FerryError("UsageInvalid", `--orphan ${message}`, { next });
    if (!all) {
      throw invalid(
        `${names.join(", ")}: this target does not know all services of the repository`,
        `run it with that of the root package: ./bazelw run //:destroy -- --orphan ${names.join(" --orphan ")}`,
      );
    }
    const present = await readNames({ ...source, only: [] });
    for (const name of names) {
      const one = present.find((service) => service.name === name);
      if (one) throw invalid(`${name}: the repository has it (${one.target})`, `use --only ${name} instead`);
      if (!SERVICE_NAME.test(name)) throw invalid(`${name}: no service has such a name`, "see //:plan");
    }
    return (environment) => ({
      names,
      begin: async () =>
        names.map((name) =>
          ServiceRun.named({
            service: name,
            target: "",
            stack: { name: stackName({ name }, environment) },
            functions: [],
          }),
        ),
    });
  };
}

/** By their names only. */
export const NAMED: Subjects<PlacedService> = async (source) => {
  const services = await readNames(source);
  return (environment) => {
    const placed = services.map((service) => place(service, environment));
    return {
      names: services.map(({ name }) => name),
      begin: () => Promise.resolve(placed.map(ServiceRun.named)),
    };
  };
};
