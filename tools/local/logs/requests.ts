import { z } from "zod";
import { validate } from "../protocol/constraint";
import { invalid } from "./errors";

const groupName = z
  .string()
  .min(1)
  .max(512)
  .regex(/^[.\-_/#A-Za-z0-9]+$/);
const groupIdentifier = z.string().min(1).max(2048);
/** Live Tail takes ARNs only, and none that ends with an asterisk. */
const tailedGroup = groupIdentifier.regex(/^arn:[^*]+[^*:]$/);
const time = z.int().min(0);
const tags = z.record(z.string().min(1).max(128), z.string().max(256));
const describeLimit = z.int().min(1).max(50);
const eventsLimit = z.int().min(1).max(10_000);
const group = { logGroupName: groupName.optional(), logGroupIdentifier: groupIdentifier.optional() };

/** Values that AWS accepts for a retention. */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** The inputs of the operations that the local account answers; other members are refused by name. */
export const requests = {
  CreateLogGroup: z.strictObject({
    logGroupName: groupName,
    tags: tags.optional(),
    logGroupClass: z.literal("STANDARD").optional(),
    deletionProtectionEnabled: z.literal(false).optional(),
  }),
  DeleteLogGroup: z.strictObject({ logGroupName: groupName }),
  DescribeLogGroups: z.strictObject({
    logGroupNamePrefix: groupName.optional(),
    logGroupClass: z.literal("STANDARD").optional(),
    includeLinkedAccounts: z.literal(false).optional(),
    nextToken: z.string().min(1).optional(),
    limit: describeLimit.optional(),
  }),
  PutRetentionPolicy: z.strictObject({
    logGroupName: groupName,
    retentionInDays: z.int().refine((days) => RETENTION_DAYS.includes(days), {
      error: `Member must satisfy enum value set: [${RETENTION_DAYS.join(", ")}]`,
    }),
  }),
  DeleteRetentionPolicy: z.strictObject({ logGroupName: groupName }),
  TagResource: z.strictObject({ resourceArn: z.string().min(1).max(1011), tags }),
  UntagResource: z.strictObject({
    resourceArn: z.string().min(1).max(1011),
    tagKeys: z.array(z.string()).max(50),
  }),
  ListTagsForResource: z.strictObject({ resourceArn: z.string().min(1).max(1011) }),
  FilterLogEvents: z.strictObject({
    ...group,
    startTime: time.optional(),
    endTime: time.optional(),
    filterPattern: z.string().max(1024).optional(),
    nextToken: z.string().min(1).optional(),
    limit: eventsLimit.optional(),
    interleaved: z.boolean().optional(),
    unmask: z.boolean().optional(),
  }),
  StartLiveTail: z.strictObject({
    logGroupIdentifiers: z.array(tailedGroup).min(1).max(10),
    logEventFilterPattern: z.string().max(1024).optional(),
  }),
} as const;

/** Name of an operation that the local account answers. */
export type LogsOperation = keyof typeof requests;

/** The input of an operation, checked. */
export type LogsRequest<O extends LogsOperation> = z.output<(typeof requests)[O]>;

/** Reads the input of an operation. Throws `InvalidParameterException`. */
export function readRequest<O extends LogsOperation>(operation: O, input: unknown): LogsRequest<O> {
  return validate(requests[operation], input, (message) => invalid(message)) as LogsRequest<O>;
}
