import { createHash } from "node:crypto";
import { join } from "node:path";
import { Collection } from "../../state/store";
import type { ChangeSetRecord } from "../changeset/record";
import { EventLog } from "./event-log";
import type { ResourceRecord, StackRecord } from "./records";

/** How long a deleted stack can still be described by its id, as in CloudFormation. */
const DELETED_STACK_DAYS = 90;

interface StoredResource {
  readonly stackId: string;
  readonly resource: ResourceRecord;
}

/** The stacks of the account on disk. Each change of one record is atomic. */
export class StackStore {
  readonly events: EventLog;
  readonly #stacks: Collection<StackRecord>;
  readonly #changeSets: Collection<ChangeSetRecord>;
  readonly #resources: Collection<StoredResource>;
  readonly #resourcesOf = new Map<string, Map<string, ResourceRecord>>();

  constructor(folder: string) {
    this.#stacks = new Collection(join(folder, "stacks"));
    this.#changeSets = new Collection(join(folder, "change-sets"));
    this.#resources = new Collection(join(folder, "resources"));
    this.events = new EventLog(join(folder, "events"));
    for (const { stackId, resource } of this.#resources.values())
      this.#index(stackId).set(resource.logicalId, resource);
    this.#forgetOldStacks();
  }

  stack(stackId: string): StackRecord | undefined {
    return this.#stacks.get(uniqueId(stackId));
  }

  /** The stack that has the name now; deleted ones are found by id only. */
  stackNamed(name: string): StackRecord | undefined {
    return this.stacks().find((stack) => stack.stackName === name && stack.status !== "DELETE_COMPLETE");
  }

  /** Newest first, deleted ones included. */
  stacks(): StackRecord[] {
    return this.#stacks.values().sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
  }

  putStack(stack: StackRecord): void {
    this.#stacks.put(uniqueId(stack.stackId), stack);
  }

  resource(stackId: string, logicalId: string): ResourceRecord | undefined {
    return this.#index(stackId).get(logicalId);
  }

  resources(stackId: string): ResourceRecord[] {
    return [...this.#index(stackId).values()];
  }

  putResource(stackId: string, resource: ResourceRecord): void {
    this.#resources.put(resourceKey(stackId, resource.logicalId), { stackId, resource });
    this.#index(stackId).set(resource.logicalId, resource);
  }

  deleteResource(stackId: string, logicalId: string): void {
    this.#resources.delete(resourceKey(stackId, logicalId));
    this.#index(stackId).delete(logicalId);
  }

  changeSet(changeSetId: string): ChangeSetRecord | undefined {
    return this.#changeSets.get(uniqueId(changeSetId));
  }

  /** Change sets of one stack, oldest first. */
  changeSets(stackId: string): ChangeSetRecord[] {
    const own = this.#changeSets.values().filter((changeSet) => changeSet.stackId === stackId);
    return own.sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
  }

  putChangeSet(changeSet: ChangeSetRecord): void {
    this.#changeSets.put(uniqueId(changeSet.changeSetId), changeSet);
  }

  deleteChangeSet(changeSetId: string): void {
    this.#changeSets.delete(uniqueId(changeSetId));
  }

  #index(stackId: string): Map<string, ResourceRecord> {
    let index = this.#resourcesOf.get(stackId);
    if (index === undefined) {
      index = new Map();
      this.#resourcesOf.set(stackId, index);
    }
    return index;
  }

  #forgetOldStacks(): void {
    const limit = new Date(Date.now() - DELETED_STACK_DAYS * 24 * 3600 * 1000).toISOString();
    for (const { stackId, deletedAt } of this.#stacks.values()) {
      if (deletedAt === undefined || deletedAt > limit) continue;
      for (const { logicalId } of this.resources(stackId)) this.deleteResource(stackId, logicalId);
      for (const { changeSetId } of this.changeSets(stackId)) this.deleteChangeSet(changeSetId);
      this.events.delete(uniqueId(stackId));
      this.#stacks.delete(uniqueId(stackId));
    }
  }
}

/** The last part of a stack's or change set's ARN. */
export function uniqueId(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}

/** The key names a file, so a logical id that is too long for a file name (it may have 255 characters) is replaced by its hash. */
function resourceKey(stackId: string, logicalId: string): string {
  const name = logicalId.length > 128 ? createHash("sha256").update(logicalId).digest("hex") : logicalId;
  return `${uniqueId(stackId)}.${name}`;
}
