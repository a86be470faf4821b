import { z } from "zod";
import { source } from "../code/source";
import { description, name, QUEUE_ARN, revision, tags } from "../members";

const role = z.string().regex(/^arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role\/?[a-zA-Z_0-9+=,.@\-_/]+$/);
const handler = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[^\s]+$/);

export const architectures = z.array(z.enum(["x86_64", "arm64"])).length(1);

const configuration = {
  Role: role.optional(),
  Handler: handler.optional(),
  Description: description.optional(),
  Timeout: z.int().min(1).max(900).optional(),
  MemorySize: z.int().min(128).max(10_240).optional(),
  Runtime: z.string().optional(),
  Environment: z.strictObject({ Variables: z.record(z.string(), z.string()).optional() }).optional(),
  TracingConfig: z.strictObject({ Mode: z.enum(["Active", "PassThrough"]) }).optional(),
  EphemeralStorage: z.strictObject({ Size: z.int().min(512).max(10_240) }).optional(),
  LoggingConfig: z
    .strictObject({
      LogFormat: z.enum(["Text", "JSON"]).optional(),
      LogGroup: z
        .string()
        .min(1)
        .max(512)
        .regex(/^[.\-_/#A-Za-z0-9]+$/)
        .optional(),
      ApplicationLogLevel: z.enum(["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"]).optional(),
      SystemLogLevel: z.enum(["DEBUG", "INFO", "WARN"]).optional(),
    })
    .optional(),
  DeadLetterConfig: z
    .strictObject({
      TargetArn: z
        .string()
        .regex(new RegExp(`^$|${QUEUE_ARN.source}`))
        .optional(),
    })
    .optional(),
};

export const newFunction = z.strictObject({
  ...name,
  ...configuration,
  Role: role,
  Handler: handler,
  Runtime: z.string(),
  Code: z.strictObject(source),
  Architectures: architectures.optional(),
  Publish: z.boolean().optional(),
  Tags: tags.optional(),
});

export type NewFunction = z.output<typeof newFunction>;

export const changedConfiguration = z.strictObject({ ...name, ...configuration, ...revision });

export type ChangedConfiguration = z.output<typeof changedConfiguration>;
