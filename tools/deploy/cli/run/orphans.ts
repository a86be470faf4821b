import type { Context } from "../../context/context";
import type { Orphan } from "../../context/orphan";
import { ServiceRun } from "../../context/service-run";
import { findOrphans } from "../../engine/orphans";
import { FerryError } from "../../error";
import { readNames } from "../../manifest/read";
import { SERVICE_NAME } from "../../manifest/schema";
import { type PlacedService, stackName } from "../../plan/names";
import type { CommonOptions } from "../options";
import type { ServiceLoader } from "./load-services";

/**
 * What is in the environment besides the services of the run, for the report. It is looked for only where these are all that the
 * repository has: a service that is only not part of the run is no orphan.
 */
export async function orphansBeside(
  context: Context,
  outcomes: readonly ServiceRun[],
  { all, only }: Pick<CommonOptions, "all" | "only">,
): Promise<{ readonly orphans: readonly Orphan[] } | undefined> {
  if (!all || only.length > 0) return undefined;
  return { orphans: await findOrphans(context, new Set(outcomes.map(({ desired }) => desired.service))) };
}

/**
 * Services that no manifest has, by the names that were given. The names of their functions are not known.
 * @throws FerryError `UsageInvalid` where one of them is in a manifest, or may be in one that was not given
 */
export function namedOrphans(
  orphan: readonly string[],
  { all }: CommonOptions,
): ServiceLoader<PlacedService> {
  const names = [...new Set(orphan)];
  const load: ServiceLoader<PlacedService>["load"] = async (source) => {
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
  return { needsBuild: false, load };
}
