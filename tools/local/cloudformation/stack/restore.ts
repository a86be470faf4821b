import type { ResourceProvider } from "../../resources/provider";
import { sameValue } from "../template/json";
import type { StackIdentity } from "../template/scope";
import { physicalResource } from "./converge";
import { failureReason } from "./failure-reason";
import type { Journal } from "./journal";
import { parseProperties } from "./properties";
import type { ResourceRecord } from "./records";

/**
 * Brings one resource back to what it was before a failed update. One that was replaced is the old one again, and its replacement is left to
 * be deleted; one that was changed, or whose change failed halfway, gets its old properties.
 */
export async function restore(
  before: ResourceRecord,
  identity: StackIdentity,
  journal: Journal,
  providers: ReadonlyMap<string, ResourceProvider>,
): Promise<void> {
  const current = journal.resource(before.logicalId);
  if (current === undefined || current.physicalId !== before.physicalId) {
    const superseded = current === undefined ? {} : { superseded: physicalResource(current) };
    journal.put({ ...before, ...superseded, status: "UPDATE_COMPLETE" });
    return;
  }
  const { attempted } = current;
  const touched = !sameValue([current.properties, current.tags], [before.properties, before.tags]);
  const failedInPlace = attempted !== undefined && attempted.replacement === undefined;
  if (!touched && !failedInPlace) {
    const kept = current.superseded === undefined ? {} : { superseded: current.superseded };
    if (attempted === undefined) journal.putQuietly({ ...before, ...kept });
    else journal.put({ ...before, status: "UPDATE_COMPLETE" });
    return;
  }
  const { logicalId, type, physicalId } = before;
  const provider = providers.get(type);
  if (provider === undefined) throw new Error(`resource type ${type} has no provider`);
  // Until it is done, the record says what the resource may have become, so that a restart after a crash here begins again.
  const became = attempted ?? { properties: current.properties, tags: current.tags };
  journal.put({ ...before, status: "UPDATE_IN_PROGRESS", attempted: became });
  try {
    const attributes = await provider.update({
      accountId: identity.accountId,
      region: identity.region,
      stackId: identity.stackId,
      logicalId,
      physicalId,
      properties: parseProperties(provider, logicalId, before.properties),
      tags: before.tags,
      previous: parseProperties(provider, logicalId, became.properties),
      previousTags: { ...before.tags, ...became.tags },
    });
    journal.put({
      ...before,
      attributes: { ...before.attributes, ...attributes },
      status: "UPDATE_COMPLETE",
    });
  } catch (error) {
    const statusReason = failureReason(error, type, "UPDATE");
    journal.put({ ...before, status: "UPDATE_FAILED", statusReason, attempted: became });
    throw error;
  }
}
