import { z } from "zod";
import { parseJson } from "../../protocol/json";
import type { SqsContext } from "../context";
import { invalidValue } from "../errors";
import type { QueueRecord } from "../model";
import { nameOfArn, queueArn } from "../names";

const RedrivePolicy = z.strictObject({
  deadLetterTargetArn: z.string(),
  // CloudFormation and the console give it as text, too.
  maxReceiveCount: z.coerce.number().int().min(1).max(1000),
});

const RedriveAllowPolicy = z.discriminatedUnion("redrivePermission", [
  z.strictObject({ redrivePermission: z.literal("allowAll") }),
  z.strictObject({ redrivePermission: z.literal("denyAll") }),
  z.strictObject({
    redrivePermission: z.literal("byQueue"),
    sourceQueueArns: z.array(z.string()).min(1).max(10),
  }),
]);

/** Where messages go that were received too often. */
export interface Redrive {
  /** Name of the dead-letter queue. */
  readonly queue: string;
  readonly maxReceiveCount: number;
}

/** The queue's redrive policy, if it has one. */
export function redriveOf({ settings }: QueueRecord): Redrive | undefined {
  if (settings.RedrivePolicy === undefined) return undefined;
  const policy = RedrivePolicy.parse(JSON.parse(settings.RedrivePolicy));
  return { queue: nameOfArn(policy.deadLetterTargetArn), maxReceiveCount: policy.maxReceiveCount };
}

/** @throws AwsError (InvalidParameterValueException) */
export function checkRedrivePolicy(text: string): string {
  return checkDocument("RedrivePolicy", text, RedrivePolicy);
}

/** @throws AwsError (InvalidParameterValueException) */
export function checkRedriveAllowPolicy(text: string): string {
  return checkDocument("RedriveAllowPolicy", text, RedriveAllowPolicy);
}

/** Checks that the dead-letter queue exists and allows this queue. @throws AwsError (InvalidParameterValueException) */
export function checkDeadLetterQueue(context: SqsContext, queue: QueueRecord): void {
  const redrive = redriveOf(queue);
  if (redrive === undefined) return;
  const refuse = (reason: string) => invalidValue(queue.settings.RedrivePolicy, "RedrivePolicy", reason);
  const target = context.queues.find(redrive.queue);
  if (target === undefined) throw refuse("Dead letter target does not exist.");
  if (target.name === queue.name)
    throw refuse("Dead letter queue and source queue must not be the same queue.");
  if (!allows(target, queueArn(context, queue.name))) {
    throw refuse("The RedriveAllowPolicy of the dead letter target does not allow this source queue.");
  }
}

function allows({ settings }: QueueRecord, source: string): boolean {
  if (settings.RedriveAllowPolicy === undefined) return true;
  const policy = RedriveAllowPolicy.parse(JSON.parse(settings.RedriveAllowPolicy));
  if (policy.redrivePermission === "byQueue") return policy.sourceQueueArns.includes(source);
  return policy.redrivePermission === "allowAll";
}

function checkDocument(name: string, text: string, schema: z.ZodType): string {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch {
    throw invalidValue(text, name, `${name} is not valid JSON.`);
  }
  const result = schema.safeParse(value);
  if (result.success) return text;
  const [issue] = result.error.issues;
  throw invalidValue(text, name, `${issue?.path.join(".") || name}: ${issue?.message ?? "is not valid"}.`);
}
