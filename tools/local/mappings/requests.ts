import { z } from "zod";
import { invalidParameter, validationFailed } from "../lambda/errors";
import { validate } from "../protocol/constraint";

// Bounds: https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html
const settings = {
  BatchSize: z.int().min(1).max(10_000).optional(),
  Enabled: z.boolean().optional(),
  FunctionResponseTypes: z
    .array(z.enum(["ReportBatchItemFailures"]))
    .max(1)
    .optional(),
  MaximumBatchingWindowInSeconds: z.int().min(0).max(300).optional(),
  ScalingConfig: z.strictObject({ MaximumConcurrency: z.int().min(2).max(1000).optional() }).optional(),
};

const UUID = z.string();

/** The inputs of the operations; other members, such as filters and those of streams, are refused by name. */
const requests = {
  CreateEventSourceMapping: z.strictObject({
    ...settings,
    EventSourceArn: z.string(),
    FunctionName: z.string(),
    Tags: z.record(z.string().min(1).max(128), z.string().max(256)).optional(),
  }),
  GetEventSourceMapping: z.strictObject({ UUID }),
  UpdateEventSourceMapping: z.strictObject({ ...settings, UUID, FunctionName: z.string().optional() }),
  DeleteEventSourceMapping: z.strictObject({ UUID }),
  ListEventSourceMappings: z.strictObject({
    EventSourceArn: z.string().optional(),
    FunctionName: z.string().optional(),
    Marker: z.string().min(1).optional(),
    MaxItems: z.coerce.number().int().min(1).max(10_000).optional(),
  }),
} as const;

export type MappingOperation = keyof typeof requests;

export type MappingRequest<O extends MappingOperation> = z.output<(typeof requests)[O]>;

/** Throws `InvalidParameterValueException` for what is not supported, and `ValidationException` for a value out of bounds. */
export function readRequest<O extends MappingOperation>(operation: O, input: object): MappingRequest<O> {
  return validate(requests[operation], input, (message, violation) =>
    violation === "unsupported" ? invalidParameter(message) : validationFailed(message),
  ) as MappingRequest<O>;
}
