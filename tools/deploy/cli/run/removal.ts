import type { Context } from "../../context/context";
import { ServiceRun } from "../../context/service-run";
import type { Removed } from "../../engine/removal/remove";
import type { Planned } from "../../engine/removal/sweep";
import { FerryError } from "../../error";
import type { PlacedService } from "../../plan/names";
import { serviceOf } from "../../plan/removal/subject";
import { reasonOf, remedyOf } from "../report/removal/reason";
import { staying } from "../report/removal/text";
import type { ServiceLoader } from "./load-services";

/** No services: what an environment has is known by its stacks, whatever the repository has. */
export const noServices: ServiceLoader<PlacedService> = {
  needsBuild: false,
  load: async () => () => ({ names: [], begin: async () => [] }),
};

/** A plan as if it had been carried out, for its report. */
export function asRemoved({ removals, kept }: Planned): readonly Removed[] {
  const wouldGo = removals.map(({ subject: { name, stacks } }): Removed => {
    const services = stacks.flatMap((stack) => {
      const service = serviceOf(stack, name);
      return service === undefined
        ? []
        : [ServiceRun.named({ service, target: "", stack: { name: stack.name }, functions: [] })];
    });
    return { name, how: "removed", services, logGroups: [] };
  });
  return [...wouldGo, ...asKept({ kept })];
}

export function asKept({ kept }: Pick<Planned, "kept">): readonly Removed[] {
  return kept.map(({ name, obstacle }) => ({ name, how: "kept", obstacle, services: [], logGroups: [] }));
}

/** `EnvironmentKept`, if an environment that was asked for by name is not removed. */
export function keptFailure(name: string, { kept }: Pick<Planned, "kept">): FerryError | undefined {
  const found = kept.find((one) => one.name === name);
  if (!found) return undefined;
  return new FerryError("EnvironmentKept", `${name} is not removed: ${reasonOf(found.obstacle)}`, {
    next: remedyOf(name, found.obstacle),
  });
}

/** The failure of a removal that left something; undefined if it left nothing. */
export function removalFailure(
  { signal }: Pick<Context, "signal">,
  ended: readonly Removed[],
): FerryError | undefined {
  const failed = ended.filter(({ how }) => how === "failed");
  if (failed.length === 0) return undefined;
  const names = failed.map(({ name }) => name).join(", ");
  if (signal.aborted)
    return new FerryError("Interrupted", `interrupted while removing ${names}`, {
      next: "run the same command again: it goes on where this one stopped",
    });
  const shared = failed.flatMap((one) => [one.error, ...staying(one).map(({ error }) => error)]);
  const only = shared.find((error) => error?.exitCode === 2);
  if (only) return only;
  return new FerryError("RemovalFailed", `not removed completely: ${names}`, {
    next: "do what is said above for each stack that stays, then run the same command again",
  });
}
