import type { Stacks } from "../../aws/cloudformation/cloudformation";
import { FerryError } from "../../error";
import type { ObservedStack } from "../../model/observed";
import {
  firstFailure,
  nestedStack,
  resourceName,
  type StackEvent,
  stackReason,
} from "../../model/stack-event";
import type { EndedOperation } from "./operation";

/** Levels of nested stacks searched for the cause of a failure. */
const DEPTH = 5;

/**
 * Why an operation failed, as `Table (AWS::DynamoDB::Table): reason`: the first failure, in the nested stack where it happened;
 * or only the reason, if it is the stack's own. Undefined if there is neither.
 */
export async function cause(
  stacks: Pick<Stacks, "events">,
  events: readonly StackEvent[],
  depth = DEPTH,
): Promise<string | undefined> {
  const first = firstFailure(events);
  if (!first) return undefined;
  if (first.ofStack) return stackReason(first);
  const nested = depth > 0 ? nestedStack(first) : undefined;
  const inside =
    nested === undefined ? undefined : await cause(stacks, await newest(stacks, nested), depth - 1);
  return `${resourceName(first)}: ${inside ?? first.reason ?? "no reason was given"}`;
}

/** Events of a stack's newest operation, oldest first. */
async function newest(stacks: Pick<Stacks, "events">, stackId: string): Promise<StackEvent[]> {
  const events: StackEvent[] = [];
  for await (const event of stacks.events(stackId)) {
    events.push(event);
    if (event.ofStack && /^(CREATE|UPDATE|DELETE)_IN_PROGRESS$/.test(event.status)) break;
  }
  return events.reverse();
}

/** How to make an update succeed that failed because of other stacks' imports; undefined for other failures. */
function importRemedy(why: string): string | undefined {
  const importers = /\bas it is in use by (.+?)\.?$/.exec(why)?.[1];
  return importers === undefined
    ? undefined
    : `deploy ${importers} without the import first, then run the same command again; to change a value that is in use, export it under a second name until no stack imports the old one`;
}

/** How to make a creation succeed that failed because of a function's first code; undefined for other failures. */
function codeRemedy(why: string): string | undefined {
  if (/S3 Error Code/i.test(why))
    return "CloudFormation reads a function's first zip from Ferry's bucket, with the permissions of whoever deploys: they need s3:GetObject on *.zip there. If they have it, someone deleted the zip: deploy again, which stores it again";
  if (/CodeSha256.*different/i.test(why))
    return "the zip in Ferry's bucket is not what its name, the SHA-256, says: find out who put it there, delete that object, and deploy again";
  return undefined;
}

/** Logical ids in a status reason such as `The following resource(s) failed to update: [Table, Role]. `. */
export function failedResources({ statusReason = "" }: ObservedStack): string[] {
  return [...statusReason.matchAll(/\[([^\]]*)\]/g)].flatMap(([, list = ""]) =>
    list.split(",").flatMap((name) => name.trim() || []),
  );
}

/** By operation: advice for causes that are not in stack.ts. */
const REMEDIES: Readonly<Record<string, (why: string) => string | undefined>> = {
  creation: codeRemedy,
  update: importRemedy,
};

/**
 * The failure of an operation on a stack.
 * @param what `update`, `deletion`
 * @param redact removes hidden values from AWS's message
 */
export async function stackFailed(
  stacks: Stacks,
  what: string,
  name: string,
  { stack, events }: EndedOperation,
  next: string,
  redact = (text: string): string => text,
): Promise<FerryError> {
  const why = (await cause(stacks, events)) ?? stack?.statusReason;
  const status = stack?.status ?? "it was deleted in the meantime";
  return new FerryError(
    "StackFailed",
    `the ${what} of the stack ${name} failed (${status})${why ? `: ${redact(why)}` : ""}`,
    { next: REMEDIES[what]?.(why ?? "") ?? next },
  );
}
