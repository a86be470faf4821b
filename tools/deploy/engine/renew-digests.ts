import { isDeepStrictEqual } from "node:util";
import type { FunctionRecord, ServiceRecord } from "../bucket/record/record";
import type { Context } from "../context/context";
import { configurationDigest, hasConfiguration } from "../model/configuration-digest";
import { writes } from "../plan/plan";
import type { Prepared } from "./prepare";

/**
 * Updates recorded configuration digests of another coverage, left by another version of the deployer: until then, each large
 * deploy has to read these functions individually. Services share the writes. It takes no lock, since it replaces only unchanged
 * entries; if it fails, the next deploy tries again.
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
  // Failing to write the record does not fail the deploy.
  await Promise.allSettled(renewals);
}

/** Undefined if nothing is to be or can be renewed: `live` must point at the recorded version. */
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
