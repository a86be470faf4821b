import type { ResourceProvider } from "../../resources/provider";
import type { Dependencies } from "../template/graph";
import { reversed } from "../template/graph";
import type { StackIdentity } from "../template/scope";
import { failureReason } from "./failure-reason";
import type { Journal } from "./journal";
import { parseProperties } from "./properties";
import type { PhysicalResource, ResourceRecord } from "./records";
import { type GraphOptions, runGraph } from "./run-graph";

/** A physical resource that the stack is to be rid of. */
export interface Discarded {
  readonly record: ResourceRecord;
  /** The resource itself, or the one that it has superseded. */
  readonly physical: PhysicalResource;
  /** True to leave it in its service and only take it out of the stack. */
  readonly retain: boolean;
}

export interface DiscardOptions extends GraphOptions {
  readonly identity: StackIdentity;
  readonly journal: Journal;
  readonly providers: ReadonlyMap<string, ResourceProvider>;
  /** Whether the record of a resource that is gone stays, to be described. */
  readonly keepRecords: boolean;
}

/** Deletes resources, each before those that it depends on. Resolves to the errors by logical id. */
export async function discardAll(
  discarded: readonly Discarded[],
  options: DiscardOptions,
): Promise<Map<string, unknown>> {
  const byId = new Map(discarded.map((item) => [item.record.logicalId, item]));
  const visit = (logicalId: string): Promise<void> => discard(byId.get(logicalId) as Discarded, options);
  return runGraph(reversed(deletionDependencies(discarded)), visit, options);
}

function deletionDependencies(discarded: readonly Discarded[]): Dependencies {
  return new Map(discarded.map(({ record, physical }) => [record.logicalId, new Set(physical.dependencies)]));
}

async function discard({ record, physical, retain }: Discarded, options: DiscardOptions): Promise<void> {
  const { journal, identity, providers } = options;
  const { logicalId, type } = record;
  const superseded = physical !== record;
  const { superseded: _, statusReason: __, attempted: ___, ...rest } = record;
  const settle = (status: "DELETE_COMPLETE" | "DELETE_SKIPPED"): void => {
    if (superseded) journal.putQuietly(rest);
    else if (options.keepRecords) journal.putQuietly({ ...rest, status });
    else journal.store.deleteResource(journal.stackId, logicalId);
  };
  if (retain) {
    settle("DELETE_SKIPPED");
    journal.resourceEvent(record, physical, "DELETE_SKIPPED");
    return;
  }
  // A resource that was never created has nothing to delete, and CloudFormation reports only its last event.
  if (superseded || record.status !== "CREATE_FAILED") {
    if (!superseded) journal.putQuietly({ ...rest, status: "DELETE_IN_PROGRESS" });
    journal.resourceEvent(record, physical, "DELETE_IN_PROGRESS");
    try {
      await deletePhysical(record, physical, identity, providers);
    } catch (error) {
      const statusReason = failureReason(error, type, "DELETE");
      if (!superseded) journal.putQuietly({ ...rest, status: "DELETE_FAILED", statusReason });
      journal.resourceEvent(record, physical, "DELETE_FAILED", statusReason);
      throw error;
    }
  }
  settle("DELETE_COMPLETE");
  journal.resourceEvent(record, physical, "DELETE_COMPLETE");
}

async function deletePhysical(
  { logicalId, type }: ResourceRecord,
  { physicalId, properties }: PhysicalResource,
  { accountId, region, stackId }: StackIdentity,
  providers: ReadonlyMap<string, ResourceProvider>,
): Promise<void> {
  const provider = providers.get(type);
  if (provider === undefined) throw new Error(`resource type ${type} has no provider`);
  await provider.delete({
    accountId,
    region,
    stackId,
    logicalId,
    physicalId,
    properties: parseProperties(provider, logicalId, properties),
  });
}
