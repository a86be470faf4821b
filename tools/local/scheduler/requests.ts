import { z } from "zod";
import { validate } from "../protocol/constraint";
import { validationFailed } from "./errors";

// Limits: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html
const scheduleName = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[0-9a-zA-Z-_.]+$/);
const QUEUE_ARN = /^arn:aws[a-zA-Z-]*:sqs:[a-z0-9-]+:\d{12}:[a-zA-Z0-9-_]+$/;
const group = z.string().min(1).max(64).optional();

const target = z.strictObject({
  Arn: z.string().min(1).max(1600),
  RoleArn: z.string().regex(/^arn:aws(-[a-z]+)?:iam::\d{12}:role\/[\w+=,.@/-]+$/),
  RetryPolicy: z
    .strictObject({
      MaximumRetryAttempts: z.int().min(0).max(185).optional(),
      MaximumEventAgeInSeconds: z.int().min(60).max(86_400).optional(),
    })
    .optional(),
  DeadLetterConfig: z.strictObject({ Arn: z.string().regex(QUEUE_ARN).optional() }).optional(),
});

const schedule = z.strictObject({
  Name: scheduleName,
  GroupName: group,
  Description: z.string().max(512).optional(),
  ScheduleExpression: z.string().min(1).max(256),
  ScheduleExpressionTimezone: z.string().min(1).max(50).optional(),
  State: z.enum(["ENABLED", "DISABLED"]).optional(),
  FlexibleTimeWindow: z.strictObject({
    Mode: z.enum(["OFF", "FLEXIBLE"]),
    MaximumWindowInMinutes: z.int().min(1).max(1440).optional(),
  }),
  ClientToken: z.string().optional(),
  /** The default, which GetSchedule returns; `DELETE` is not supported. */
  ActionAfterCompletion: z.literal("NONE").optional(),
  Target: target,
});

const named = z.strictObject({ Name: scheduleName, GroupName: group, ClientToken: z.string().optional() });

/** The inputs of the operations that the local account answers; other members are refused by name. */
const requests = {
  CreateSchedule: schedule,
  UpdateSchedule: schedule,
  GetSchedule: named,
  DeleteSchedule: named,
  ListSchedules: z.strictObject({ GroupName: group, NamePrefix: scheduleName.optional() }),
} as const;

/** Name of an operation that the local account answers. */
export type SchedulerOperation = keyof typeof requests;

/** The input of an operation, checked. */
export type SchedulerRequest<O extends SchedulerOperation> = z.output<(typeof requests)[O]>;

/** What an operation takes. */
export type SchedulerInput<O extends SchedulerOperation> = z.input<(typeof requests)[O]>;

/** Reads the input of an operation. Throws `ValidationException`, which names what the local account does not support. */
export function readRequest<O extends SchedulerOperation>(operation: O, input: object): SchedulerRequest<O> {
  return validate(requests[operation], input, validationFailed) as SchedulerRequest<O>;
}
