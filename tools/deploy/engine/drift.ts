import type { Context } from "../context/context";
import type { BuiltRun } from "../context/service-run";
import { own } from "../json/own";
import { driftOf } from "../plan/drift";
import { recordOf } from "./observation";
import type { Prepared } from "./prepare";

/** Compares the observed state with what was last deployed. Takes one call, unless the record was read before. */
export async function addDrift(context: Context, prepared: ReadonlyMap<BuiltRun, Prepared>): Promise<void> {
  if (prepared.size === 0) return;
  const record = context.records.known ?? (await recordOf(context));
  for (const [outcome, { desired, observed }] of prepared) {
    const recorded = own(record?.services, desired.service);
    outcome.unfinished = recorded?.pending ? { by: recorded.by, at: recorded.at } : undefined;
    for (const entry of outcome.functions) {
      const { name, artifact } = entry.desired;
      entry.drift = driftOf(recorded, artifact.name, observed.functions[name] ?? {});
    }
  }
}
