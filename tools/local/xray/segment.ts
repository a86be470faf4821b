import { z } from "zod";

const id = z.string().regex(/^[0-9a-f]{16}$/);

const common = {
  id,
  name: z.string().min(1).max(200),
  /** Seconds since the epoch. */
  start_time: z.number().positive(),
  /** Absent while it is in progress. */
  end_time: z.number().positive().optional(),
  in_progress: z.boolean().optional(),
  error: z.boolean().optional(),
  fault: z.boolean().optional(),
  throttle: z.boolean().optional(),
  http: z.looseObject({}).optional(),
  annotations: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
};

/** A step within a segment. Members that are not read here are kept as they are. */
export type Subsegment = z.infer<typeof subsegmentBase> & { readonly subsegments?: Subsegment[] | undefined };

const subsegmentBase = z.looseObject({ ...common, namespace: z.string().optional() });

const subsegment: z.ZodType<Subsegment> = z.lazy(() =>
  subsegmentBase.extend({ subsegments: z.array(subsegment).optional() }),
);

/**
 * A segment, or a subsegment that was sent on its own (`type` is `subsegment` then).
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html
 */
export const segmentDocument = z.looseObject({
  ...common,
  trace_id: z.string().regex(/^1-[0-9a-f]{8}-[0-9a-f]{24}$/),
  type: z.literal("subsegment").optional(),
  parent_id: id.optional(),
  /** Kind of the resource, such as `AWS::Lambda::Function`. */
  origin: z.string().optional(),
  resource_arn: z.string().optional(),
  subsegments: z.array(subsegment).optional(),
});

export type SegmentDocument = z.infer<typeof segmentDocument>;
