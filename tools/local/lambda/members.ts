import { z } from "zod";

// What inputs of several operations have in common.
// Limits: the API reference, and https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html

export const FUNCTION = "/2015-03-31/functions/{FunctionName}";

export const name = { FunctionName: z.string() };
export const qualified = { ...name, Qualifier: z.string().min(1).optional() };
export const revision = { RevisionId: z.string().optional() };
export const page = {
  Marker: z.string().min(1).optional(),
  MaxItems: z.coerce.number().int().min(1).max(10_000).optional(),
};
export const description = z.string().max(256);
export const functionVersion = z.string().regex(/^(\$LATEST|[0-9]+)$/);
export const tags = z.record(z.string().min(1).max(128), z.string().max(256));

export const QUEUE_ARN = /^arn:aws[a-zA-Z-]*:sqs:[a-z0-9-]+:\d{12}:[a-zA-Z0-9-_]+$/;
