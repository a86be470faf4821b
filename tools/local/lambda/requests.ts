import { z } from "zod";
import { validate } from "../protocol/constraint";
import { property } from "../protocol/property";
import { invalidParameter, validationFailed } from "./errors";

// Limits: the API reference, and https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const description = z.string().max(256);
const handler = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[^\s]+$/);
const role = z.string().regex(/^arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role\/?[a-zA-Z_0-9+=,.@\-_/]+$/);
const timeout = z.int().min(1).max(900);
const memorySize = z.int().min(128).max(10_240);
const architectures = z.array(z.enum(["x86_64", "arm64"])).length(1);
const tags = z.record(z.string().min(1).max(128), z.string().max(256));
const alias = z
  .string()
  .min(1)
  .max(128)
  .regex(/^(?!^[0-9]+$)([a-zA-Z0-9-_]+)$/);
const functionVersion = z.string().regex(/^(\$LATEST|[0-9]+)$/);
const routing = z.strictObject({
  AdditionalVersionWeights: z.record(z.string().regex(/^[0-9]+$/), z.number().min(0).max(1)).optional(),
});
const marker = z.string().min(1);
const maxItems = z.coerce.number().int().min(1).max(10_000);
const name = { FunctionName: z.string() };
const qualified = { ...name, Qualifier: z.string().min(1).optional() };
const QUEUE_ARN = /^arn:aws[a-zA-Z-]*:sqs:[a-z0-9-]+:\d{12}:[a-zA-Z0-9-_]+$/;
const OPTIONAL_QUEUE_ARN = new RegExp(`^$|${QUEUE_ARN.source}`);
const destination = z.strictObject({
  Destination: z
    .string()
    .refine((arn) => QUEUE_ARN.test(arn), "the local account supports standard SQS queues only")
    .optional(),
});
const revision = { RevisionId: z.string().optional() };

const code = {
  ZipFile: z.instanceof(Uint8Array).optional(),
  S3Bucket: z.string().min(3).max(63).optional(),
  S3Key: z.string().min(1).max(1024).optional(),
  S3ObjectVersion: z.string().min(1).max(1024).optional(),
};

const configuration = {
  Role: role.optional(),
  Handler: handler.optional(),
  Description: description.optional(),
  Timeout: timeout.optional(),
  MemorySize: memorySize.optional(),
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
  DeadLetterConfig: z.strictObject({ TargetArn: z.string().regex(OPTIONAL_QUEUE_ARN).optional() }).optional(),
};

const eventInvokeConfig = {
  MaximumRetryAttempts: z.int().min(0).max(2).optional(),
  MaximumEventAgeInSeconds: z.int().min(60).max(21_600).optional(),
  DestinationConfig: z
    .strictObject({ OnSuccess: destination.optional(), OnFailure: destination.optional() })
    .optional(),
};

/** The inputs of the operations that the local account answers; other members are refused by name. */
const requests = {
  CreateFunction: z.strictObject({
    ...name,
    ...configuration,
    Role: role,
    Handler: handler,
    Runtime: z.string(),
    Code: z.strictObject(code),
    Architectures: architectures.optional(),
    Publish: z.boolean().optional(),
    Tags: tags.optional(),
  }),
  UpdateFunctionCode: z.strictObject({
    ...name,
    ...code,
    ...revision,
    Architectures: architectures.optional(),
    Publish: z.boolean().optional(),
    DryRun: z.boolean().optional(),
  }),
  UpdateFunctionConfiguration: z.strictObject({ ...name, ...configuration, ...revision }),
  GetFunction: z.strictObject(qualified),
  GetFunctionConfiguration: z.strictObject(qualified),
  DeleteFunction: z.strictObject(qualified),
  ListFunctions: z.strictObject({
    FunctionVersion: z.literal("ALL").optional(),
    Marker: marker.optional(),
    MaxItems: maxItems.optional(),
  }),
  PublishVersion: z.strictObject({
    ...name,
    ...revision,
    CodeSha256: z.string().optional(),
    Description: description.optional(),
  }),
  ListVersionsByFunction: z.strictObject({
    ...name,
    Marker: marker.optional(),
    MaxItems: maxItems.optional(),
  }),
  CreateAlias: z.strictObject({
    ...name,
    Name: alias,
    FunctionVersion: functionVersion,
    Description: description.optional(),
    RoutingConfig: routing.optional(),
  }),
  GetAlias: z.strictObject({ ...name, Name: alias }),
  UpdateAlias: z.strictObject({
    ...name,
    ...revision,
    Name: alias,
    FunctionVersion: functionVersion.optional(),
    Description: description.optional(),
    RoutingConfig: routing.optional(),
  }),
  DeleteAlias: z.strictObject({ ...name, Name: alias }),
  ListAliases: z.strictObject({
    ...name,
    FunctionVersion: functionVersion.optional(),
    Marker: marker.optional(),
    MaxItems: maxItems.optional(),
  }),
  AddPermission: z.strictObject({
    ...qualified,
    ...revision,
    StatementId: z
      .string()
      .min(1)
      .max(100)
      .regex(/^[a-zA-Z0-9-_]+$/),
    Action: z.string().regex(/^(lambda:[*]|lambda:[a-zA-Z]+|[*])$/),
    Principal: z.string().regex(/^[^\s]+$/),
    SourceArn: z.string().regex(/^arn:/).optional(),
    SourceAccount: z
      .string()
      .regex(/^\d{12}$/)
      .optional(),
    EventSourceToken: z.string().max(256).optional(),
    PrincipalOrgID: z
      .string()
      .regex(/^o-[a-z0-9]{10,32}$/)
      .optional(),
  }),
  RemovePermission: z.strictObject({ ...qualified, ...revision, StatementId: z.string().min(1) }),
  GetPolicy: z.strictObject(qualified),
  TagResource: z.strictObject({ Resource: z.string(), Tags: tags }),
  UntagResource: z.strictObject({ Resource: z.string(), TagKeys: z.array(z.string()) }),
  ListTags: z.strictObject({ Resource: z.string() }),
  PutFunctionConcurrency: z.strictObject({ ...name, ReservedConcurrentExecutions: z.int().min(0) }),
  GetFunctionConcurrency: z.strictObject(name),
  DeleteFunctionConcurrency: z.strictObject(name),
  PutFunctionEventInvokeConfig: z.strictObject({ ...qualified, ...eventInvokeConfig }),
  UpdateFunctionEventInvokeConfig: z.strictObject({ ...qualified, ...eventInvokeConfig }),
  GetFunctionEventInvokeConfig: z.strictObject(qualified),
  DeleteFunctionEventInvokeConfig: z.strictObject(qualified),
  ListFunctionEventInvokeConfigs: z.strictObject({
    ...name,
    Marker: marker.optional(),
    MaxItems: maxItems.optional(),
  }),
  GetAccountSettings: z.strictObject({}),
  Invoke: z.strictObject({
    ...qualified,
    InvocationType: z.enum(["RequestResponse", "Event", "DryRun"]).optional(),
    LogType: z.enum(["None", "Tail"]).optional(),
    ClientContext: z.string().optional(),
    Payload: z.instanceof(Uint8Array).optional(),
  }),
} as const;

/** Name of an operation that the local account answers. */
export type LambdaOperation = keyof typeof requests;

/** The input of an operation, checked. */
export type LambdaRequest<O extends LambdaOperation> = z.output<(typeof requests)[O]>;

/** Values that mean "the feature is off", and are accepted although the local account does not have the feature. */
const OFF: Readonly<Record<string, (value: unknown) => boolean>> = {
  VpcConfig: (value) => Object.values(value as object).every((member) => !member || isEmptyList(member)),
  Layers: isEmptyList,
  FileSystemConfigs: isEmptyList,
  KMSKeyArn: (value) => value === "",
  SnapStart: (value) => (value as { ApplyOn?: string }).ApplyOn === "None",
  PackageType: (value) => value === "Zip",
};

/**
 * Reads the input of an operation. Throws `InvalidParameterValueException` for a member that the local account does not
 * support, naming it, and `ValidationException` for a value out of bounds, as Lambda does.
 */
export function readRequest<O extends LambdaOperation>(operation: O, input: object): LambdaRequest<O> {
  const relevant = Object.fromEntries(
    Object.entries(input).filter(([key, value]) => value != null && !property(OFF, key)?.(value)),
  );
  return validate(requests[operation], relevant, (message, violation) =>
    violation === "unsupported" ? invalidParameter(message) : validationFailed(message),
  ) as LambdaRequest<O>;
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
