import { z } from "zod";
import { validate } from "../protocol/constraint";
import { invalidRequest } from "./errors";

/** Seconds since the epoch on the wire; a `Date` where the API is called in this process. */
const time = z.union([z.number(), z.date().transform((date) => date.getTime() / 1000)]);

/** The inputs of the operations that the local account answers; other members are refused by name. */
const requests = {
  GetTraceSummaries: z.strictObject({
    StartTime: time,
    EndTime: time,
    TimeRangeType: z.literal("TraceId").optional(),
    Sampling: z.literal(false).optional(),
    FilterExpression: z.string().min(1).max(2000).optional(),
    NextToken: z.string().min(1).optional(),
  }),
  BatchGetTraces: z.strictObject({
    TraceIds: z.array(z.string().min(1).max(35)).max(5),
    NextToken: z.string().min(1).optional(),
  }),
} as const;

/** Name of an operation that the local account answers. */
export type XRayOperation = keyof typeof requests;

/** The input of an operation, checked. */
export type XRayRequest<O extends XRayOperation> = z.output<(typeof requests)[O]>;

/** Reads the input of an operation. Throws `InvalidRequestException`. */
export function readRequest<O extends XRayOperation>(operation: O, input: unknown): XRayRequest<O> {
  return validate(requests[operation], input, (message) => invalidRequest(message)) as XRayRequest<O>;
}
