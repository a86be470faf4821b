import { z } from "zod";
import { choice, integer, tagList, text } from "../schema";

const code = z
  .strictObject({
    ZipFile: text.optional(),
    S3Bucket: text.optional(),
    S3Key: text.optional(),
    S3ObjectVersion: text.optional(),
  })
  .refine(
    ({ ZipFile, S3Bucket, S3Key }) =>
      (ZipFile === undefined) === (S3Bucket !== undefined && S3Key !== undefined),
    {
      error: "either ZipFile or S3Bucket and S3Key must be given",
    },
  );

const loggingConfig = z.strictObject({
  LogFormat: choice("Text", "JSON").optional(),
  LogGroup: text.optional(),
  ApplicationLogLevel: choice("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL").optional(),
  SystemLogLevel: choice("DEBUG", "INFO", "WARN").optional(),
});

/** Properties of `AWS::Lambda::Function` that the local account supports. */
export const functionProperties = z.strictObject({
  Architectures: z.array(choice("x86_64", "arm64")).length(1).optional(),
  Code: code,
  DeadLetterConfig: z.strictObject({ TargetArn: text.optional() }).optional(),
  Description: text.optional(),
  Environment: z.strictObject({ Variables: z.record(z.string(), text).optional() }).optional(),
  EphemeralStorage: z.strictObject({ Size: integer }).optional(),
  FunctionName: text.optional(),
  Handler: text,
  LoggingConfig: loggingConfig.optional(),
  MemorySize: integer.optional(),
  PackageType: z.literal("Zip").optional(),
  ReservedConcurrentExecutions: integer.optional(),
  Role: text,
  Runtime: text,
  Tags: tagList.optional(),
  Timeout: integer.optional(),
  TracingConfig: z.strictObject({ Mode: choice("Active", "PassThrough").optional() }).optional(),
});

export type FunctionProperties = z.infer<typeof functionProperties>;
