import { randomBytes } from "node:crypto";
import { poll } from "../../aws/client/poll";
import type { Context } from "../../context/context";
import { FerryError } from "../../error";
import type { ObservedStack } from "../../model/observed";
import { situation } from "../../model/situation";
import { BEGINNING, endsOperation, resourceName, type StackEvent } from "../../model/stack-event";

/** CloudFormation's limit for a `ClientRequestToken`. */
const TOKEN_LENGTH = 128;

/** Consecutive polls without a new event before the stack itself is read: events may be denied, or lag behind. */
const QUIET_POLLS = 5;

/** A unique token for each operation, to find its events by; it begins with the holder of the stack. */
export function operationToken({ holder }: Context): string {
  const suffix = `-${randomBytes(4).toString("hex")}`;
  return `${holder.slice(0, TOKEN_LENGTH - suffix.length)}${suffix}`;
}

/** How an operation of a stack ended. */
export interface EndedOperation {
  /** The stack afterwards; undefined if there is none. */
  readonly stack: ObservedStack | undefined;
  /** Its events, oldest first; empty if they were not seen. */
  readonly events: readonly StackEvent[];
}

/** An operation that this run has started. */
export interface StackOperation {
  readonly service: string;
  readonly name: string;
  /** For messages: `update`, `deletion`. */
  readonly what: string;
  /** ARN, since the name is no longer valid after deletion. */
  readonly stackId: string;
  readonly token: string;
  /** The status that it begins with. */
  readonly beginning?: RegExp;
}

/**
 * Waits for the end of an operation and reports its events. It polls only the events, which also show the end, so reporting costs
 * one call more than waiting.
 * @throws FerryError `Interrupted` by Ctrl-C: CloudFormation continues
 */
export async function ended(context: Context, operation: StackOperation): Promise<EndedOperation> {
  const { stacks } = context.session;
  const events: StackEvent[] = [];
  let quiet = 0;
  try {
    const early = await poll(async () => {
      const fresh = await newEvents(context, operation, events.at(-1));
      for (const event of fresh) report(context, operation, event, events);
      if (events.some(endsOperation)) return { stack: undefined };
      quiet = fresh.length > 0 ? 0 : quiet + 1;
      if (quiet < QUIET_POLLS) return undefined;
      quiet = 0;
      return settled(await stacks.describe(operation.stackId));
    }, context.signal);
    if (early.stack) return { stack: early.stack, events };
    const last = await poll(async () => settled(await stacks.describe(operation.stackId)), context.signal);
    return { ...last, events };
  } catch (error) {
    throw context.signal.aborted ? interrupted(operation, error) : error;
  }
}

/** The events since the last one seen, oldest first; none until the operation's first event shows. */
async function newEvents(
  { session }: Context,
  { stackId, token, beginning = BEGINNING }: StackOperation,
  last: StackEvent | undefined,
): Promise<StackEvent[]> {
  const fresh: StackEvent[] = [];
  for await (const event of session.stacks.events(stackId)) {
    if (event.id === last?.id) return fresh.reverse();
    fresh.push(event);
    if (last || !event.ofStack || !beginning.test(event.status)) continue;
    return event.token === token ? fresh.reverse() : [];
  }
  return [];
}

/**
 * Adds an event, and reports it unless it repeats the resource's status, as after CloudFormation's call to the resource's
 * service.
 */
function report(
  context: Context,
  { service, name }: StackOperation,
  event: StackEvent,
  events: StackEvent[],
): void {
  // Events after the end belong to another operation.
  if (events.some(endsOperation)) return;
  const known = events.findLast(({ logicalId }) => logicalId === event.logicalId);
  events.push(event);
  if (event.ofStack || known?.status === event.status) return;
  context.emit({
    type: "stack-event",
    service,
    stack: name,
    resource: resourceName(event),
    status: event.status,
  });
}

/** Right after executing a change set, a new stack may still show as reserved. */
function settled(stack: ObservedStack | undefined): { stack: ObservedStack | undefined } | undefined {
  return stack && ["moving", "reserved"].includes(situation(stack.status)) ? undefined : { stack };
}

function interrupted({ name, what }: StackOperation, cause: unknown): FerryError {
  const cancel =
    what === "update"
      ? `; to cancel the update instead: aws cloudformation cancel-update-stack --stack-name ${name}`
      : "";
  return new FerryError(
    "Interrupted",
    `interrupted during the ${what} of the stack ${name}: CloudFormation continues it`,
    {
      cause,
      next: `run the same command again: it waits for the stack, then continues where this one stopped${cancel}`,
    },
  );
}
