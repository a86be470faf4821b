import { randomUUID } from "node:crypto";
import type {
  PhysicalResource,
  ResourceRecord,
  ResourceStatus,
  StackEvent,
  StackRecord,
  StackStatus,
} from "./records";
import { type StackStore, uniqueId } from "./store";

/** The type under which a stack shows itself in its own events. */
const STACK_TYPE = "AWS::CloudFormation::Stack";

/** Writes what happens to one stack: its record, its resources' records, and their events. */
export class Journal {
  constructor(
    readonly store: StackStore,
    readonly stackId: string,
  ) {}

  get stack(): StackRecord {
    const stack = this.store.stack(this.stackId);
    if (stack === undefined) throw new Error(`stack ${this.stackId} is not in the store`);
    return stack;
  }

  /** Changes the stack's record without an event. */
  change(changes: Partial<StackRecord>): void {
    this.store.putStack({ ...this.stack, ...changes });
  }

  /** Brings the stack into a status, with an event. The reason of the status before does not stay. */
  status(status: StackStatus, statusReason?: string, changes: Partial<StackRecord> = {}): void {
    const { statusReason: _, ...rest } = this.stack;
    const token = changes.operation?.token ?? rest.operation?.token;
    this.store.putStack({
      ...rest,
      ...changes,
      status,
      ...(statusReason === undefined ? {} : { statusReason }),
    });
    this.#event({
      eventId: randomUUID(),
      logicalId: rest.stackName,
      physicalId: this.stackId,
      type: STACK_TYPE,
      timestamp: now(),
      status,
      ...(statusReason === undefined ? {} : { statusReason }),
      ...(token === undefined ? {} : { token }),
    });
  }

  /** Ends the operation: the stack is left in a final status. */
  end(status: StackStatus, statusReason?: string, changes: Partial<StackRecord> = {}): void {
    this.status(status, statusReason, changes);
    const { operation: _, ...rest } = this.stack;
    this.store.putStack(rest);
  }

  resource(logicalId: string): ResourceRecord | undefined {
    return this.store.resource(this.stackId, logicalId);
  }

  resources(): ResourceRecord[] {
    return this.store.resources(this.stackId);
  }

  /** Keeps the record, with an event for its status. */
  put(record: Omit<ResourceRecord, "timestamp">): void {
    this.putQuietly(record);
    this.resourceEvent(record, record, record.status, record.statusReason);
  }

  /** Keeps the record without an event. */
  putQuietly(record: Omit<ResourceRecord, "timestamp">): void {
    this.store.putResource(this.stackId, { ...record, timestamp: now() });
  }

  resourceEvent(
    { logicalId, type }: Pick<ResourceRecord, "logicalId" | "type">,
    physical: Pick<PhysicalResource, "physicalId" | "properties">,
    status: ResourceStatus,
    statusReason?: string,
  ): void {
    const timestamp = now();
    const token = this.stack.operation?.token;
    this.#event({
      eventId: `${logicalId}-${status}-${timestamp}-${randomUUID().slice(0, 8)}`,
      logicalId,
      physicalId: physical.physicalId,
      type,
      timestamp,
      status,
      ...(statusReason === undefined ? {} : { statusReason }),
      properties: JSON.stringify(physical.properties),
      ...(token === undefined ? {} : { token }),
    });
  }

  #event(event: StackEvent): void {
    this.store.events.append(uniqueId(this.stackId), event);
  }
}

function now(): string {
  return new Date().toISOString();
}
