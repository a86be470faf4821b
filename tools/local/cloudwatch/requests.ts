import { z } from "zod";
import { validate } from "../protocol/constraint";
import { AwsError } from "../protocol/error";
import { STATISTIC } from "./summary";

/** Seconds since the epoch on the wire, a `Date` where the API is called in this process; read as milliseconds. */
const time = z.union([z.number().transform((seconds) => seconds * 1000), z.date().transform(Number)]);

const name = z.string().min(1).max(255);
const dimensions = z.array(z.strictObject({ Name: name, Value: z.string().min(1).max(1024) })).max(30);

/** Values are kept by the minute. */
const period = z
  .int()
  .min(60)
  .refine((seconds) => seconds % 60 === 0, {
    error: "Member must be a multiple of 60: the local account keeps metrics by the minute",
  });

const statistic = z.string().regex(STATISTIC);

const metric = z.strictObject({
  Namespace: name.optional(),
  MetricName: name.optional(),
  Dimensions: dimensions.optional(),
});

const query = z.strictObject({
  Id: z.string().regex(/^[a-z]\w{0,254}$/),
  MetricStat: z.strictObject({ Metric: metric, Period: period, Stat: statistic }),
  Label: z.string().optional(),
  ReturnData: z.literal(true).optional(),
});

const actions = z.array(z.string()).max(5);
const tags = z.array(z.strictObject({ Key: z.string().min(1).max(128), Value: z.string().max(256) })).max(50);
const token = z.string().min(1).optional();

/** The inputs of the operations that the local account answers; other members are refused by name. */
export const requests = {
  GetMetricData: z.strictObject({
    MetricDataQueries: z.array(query).max(500),
    StartTime: time,
    EndTime: time,
    ScanBy: z.enum(["TimestampDescending", "TimestampAscending"]).optional(),
  }),
  ListMetrics: z.strictObject({
    Namespace: name.optional(),
    MetricName: name.optional(),
    Dimensions: z
      .array(z.strictObject({ Name: name, Value: z.string().optional() }))
      .max(10)
      .optional(),
    RecentlyActive: z.literal("PT3H").optional(),
    NextToken: token,
  }),
  PutMetricAlarm: z.strictObject({
    AlarmName: name,
    AlarmDescription: z.string().max(1024).optional(),
    ActionsEnabled: z.boolean().optional(),
    OKActions: actions.optional(),
    AlarmActions: actions.optional(),
    InsufficientDataActions: actions.optional(),
    Namespace: name,
    MetricName: name,
    Statistic: z.enum(["SampleCount", "Average", "Sum", "Minimum", "Maximum"]).optional(),
    ExtendedStatistic: statistic.optional(),
    Dimensions: dimensions.optional(),
    Period: period,
    EvaluationPeriods: z.int().min(1),
    DatapointsToAlarm: z.int().min(1).optional(),
    Threshold: z.number(),
    ComparisonOperator: z.enum([
      "GreaterThanOrEqualToThreshold",
      "GreaterThanThreshold",
      "LessThanThreshold",
      "LessThanOrEqualToThreshold",
    ]),
    TreatMissingData: z.enum(["breaching", "notBreaching", "ignore", "missing"]).optional(),
    Tags: tags.optional(),
  }),
  DescribeAlarms: z.strictObject({
    AlarmNames: z.array(name).max(100).optional(),
    AlarmNamePrefix: name.optional(),
    AlarmTypes: z.array(z.enum(["MetricAlarm", "CompositeAlarm"])).optional(),
    StateValue: z.enum(["OK", "ALARM", "INSUFFICIENT_DATA"]).optional(),
    MaxRecords: z.int().min(1).max(100).optional(),
    NextToken: token,
  }),
  DeleteAlarms: z.strictObject({ AlarmNames: z.array(name).max(100) }),
  PutDashboard: z.strictObject({
    DashboardName: z.string().regex(/^[\w-]{1,255}$/),
    DashboardBody: z.string().min(1),
  }),
  GetDashboard: z.strictObject({ DashboardName: name }),
  ListDashboards: z.strictObject({ DashboardNamePrefix: z.string().optional(), NextToken: token }),
  DeleteDashboards: z.strictObject({ DashboardNames: z.array(name).min(1) }),
  ListTagsForResource: z.strictObject({ ResourceARN: z.string().min(1) }),
} as const;

/** Name of an operation that the local account answers. */
export type CloudWatchOperation = keyof typeof requests;

/** The input of an operation, checked. */
export type CloudWatchRequest<O extends CloudWatchOperation> = z.output<(typeof requests)[O]>;

/** Reads the input of an operation. Throws `ValidationError`, or `InvalidParameterValue` for what is not supported. */
export function readRequest<O extends CloudWatchOperation>(
  operation: O,
  input: unknown,
): CloudWatchRequest<O> {
  return validate(requests[operation], input, (message, violation) =>
    refusal(violation === "unsupported" ? "InvalidParameterValue" : "ValidationError", message),
  ) as CloudWatchRequest<O>;
}

/** An error as clients get it that came from the query protocol: they look for its old code in a header. */
export function refusal(code: string, message: string, status = 400): AwsError {
  return new AwsError(code, status, message, {}, { "x-amzn-query-error": `${code};Sender` });
}
