import { isDeepStrictEqual } from "node:util";
import type { FunctionRecord, ServiceRecord } from "../bucket/record/record";
import type { Context } from "../context/context";
import { configurationDigest, hasConfiguration } from "../model/configuration-digest";
import { writes } from "../plan/plan";
import type { Prepared } from "./prepared";

/**
 * Records the settings of functions anew that stand as they are wanted, but were recorded by a deployer that covers other settings:
 * until then each deploy of many has to look at them one by one. The services share the writes, and there is none where the record was
 * not read or is of this coverage. It takes no lock, since it changes only what stands in the record as it was read; where it fails, the next
 * deploy does the same.
 */
export async function renewDigests(
  { records }: Pick<Context, "records">,
  prepared: Iterable<Prepared>,
): Promise<void> {
  const services = records.known?.services ?? {};
  const renewals = [...prepared].flatMap((one) => {
    const { service } = one.desired;
    const entry = Object.hasOwn(services, service) ? services[service] : undefined;
    const renewed = entry && !writes(one.plan) ? withDigests(entry, one) : undefined;
    if (!renewed) return [];
    return records.update(service, (before) => (isDeepStrictEqual(before, entry) ? renewed : before));
  });
  // A deploy that may not write the record, or cannot, has done its work all the same.
  await Promise.allSettled(renewals);
}

/** Undefined where nothing is to be renewed, or can be: what `live` points at must be what was recorded. */
function withDigests(entry: ServiceRecord, { desired, observed }: Prepared): ServiceRecord | undefined {
  if (entry.pending || entry.template !== desired.stack.artifact.digest) return undefined;
  const renewed = desired.functions.flatMap(({ name, artifact }): [string, FunctionRecord][] => {
    const one = Object.hasOwn(entry.functions, artifact.name) ? entry.functions[artifact.name] : undefined;
    const live = observed.functions[name]?.live;
    if (!one || !live || live.version !== one.version || one.sha256 !== artifact.digest.sha256) return [];
    if (hasConfiguration(live, one.configuration) !== undefined) return [];
    return [[artifact.name, { ...one, configuration: configurationDigest(live) }]];
  });
  if (renewed.length === 0) return undefined;
  return { ...entry, functions: { ...entry.functions, ...Object.fromEntries(renewed) } };
}
