import { z } from "zod";
import { validate } from "../protocol/constraint";
import { validationFailed } from "./errors";

// Limits: https://docs.aws.amazon.com/eventbridge/latest/APIReference/
const ruleName = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[.\-_A-Za-z0-9]+$/);
const bus = { EventBusName: z.string().min(1).max(1600).optional() };
const named = { Name: ruleName, ...bus };
const arn = z.string().min(1).max(1600);
const targetId = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[.\-_A-Za-z0-9]+$/);
const QUEUE_ARN = /^arn:aws[a-zA-Z-]*:sqs:[a-z0-9-]+:\d{12}:[a-zA-Z0-9-_]+$/;

const target = z.strictObject({
  Id: targetId,
  Arn: arn,
  RoleArn: arn.optional(),
  DeadLetterConfig: z.strictObject({ Arn: z.string().regex(QUEUE_ARN).optional() }).optional(),
  RetryPolicy: z
    .strictObject({
      MaximumRetryAttempts: z.int().min(0).max(185).optional(),
      MaximumEventAgeInSeconds: z.int().min(60).max(86_400).optional(),
    })
    .optional(),
});

/** An invalid entry fails alone, in its result, and not the whole request. */
const entry = z.strictObject({
  /** Seconds since the epoch; to the end of the year 9999. */
  Time: z.number().min(0).max(253_402_300_799).optional(),
  Source: z.string().optional(),
  Resources: z.array(z.string()).optional(),
  DetailType: z.string().optional(),
  Detail: z.string().optional(),
  EventBusName: bus.EventBusName,
  TraceHeader: z.string().min(1).max(500).optional(),
});

/** The inputs of the operations that the local account answers; other members are refused by name. */
export const requests = {
  PutEvents: z.strictObject({ Entries: z.array(entry).min(1).max(10) }),
  PutRule: z.strictObject({
    ...named,
    EventPattern: z.string().max(4096),
    State: z.enum(["ENABLED", "DISABLED"]).optional(),
    Description: z.string().max(512).optional(),
    RoleArn: arn.optional(),
  }),
  DeleteRule: z.strictObject({ ...named, Force: z.boolean().optional() }),
  DescribeRule: z.strictObject(named),
  ListRules: z.strictObject({ NamePrefix: ruleName.optional(), ...bus }),
  PutTargets: z.strictObject({ Rule: ruleName, ...bus, Targets: z.array(target).min(1).max(100) }),
  RemoveTargets: z.strictObject({
    Rule: ruleName,
    ...bus,
    Ids: z.array(targetId).min(1).max(100),
    Force: z.boolean().optional(),
  }),
  ListTargetsByRule: z.strictObject({ Rule: ruleName, ...bus }),
} as const;

/** Name of an operation that the local account answers. */
export type EventsOperation = keyof typeof requests;

/** The input of an operation, checked. */
export type EventsRequest<O extends EventsOperation> = z.output<(typeof requests)[O]>;

/** Reads the input of an operation. Throws `ValidationException`, which names what the local account does not support. */
export function readRequest<O extends EventsOperation>(operation: O, input: object): EventsRequest<O> {
  return validate(requests[operation], input, validationFailed) as EventsRequest<O>;
}
