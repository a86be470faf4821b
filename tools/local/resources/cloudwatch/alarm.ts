import type { Dimension, PutMetricAlarmInput } from "@aws-sdk/client-cloudwatch";
import { z } from "zod";
import type { CloudWatchApi } from "../../cloudwatch/api";
import { AwsError } from "../../protocol/error";
import { defined } from "../defined";
import type { CreateRequest, ResourceProvider } from "../provider";
import { choice, flag, integer, tagList, text } from "../schema";
import { isOwn } from "../tag-changes";

const decimal = z.union([z.number(), z.string().regex(/^-?\d+(\.\d+)?([eE][-+]?\d+)?$/)]).transform(Number);
const actions = z.array(text);

const dimensions = z.array(z.strictObject({ Name: text, Value: text }));

const schema = z.strictObject({
  ActionsEnabled: flag.optional(),
  AlarmActions: actions.optional(),
  AlarmDescription: text.optional(),
  AlarmName: text.optional(),
  ComparisonOperator: choice(
    "GreaterThanOrEqualToThreshold",
    "GreaterThanThreshold",
    "LessThanThreshold",
    "LessThanOrEqualToThreshold",
  ),
  DatapointsToAlarm: integer.optional(),
  Dimensions: dimensions.optional(),
  EvaluationPeriods: integer,
  ExtendedStatistic: text.optional(),
  InsufficientDataActions: actions.optional(),
  MetricName: text.optional(),
  Namespace: text.optional(),
  OKActions: actions.optional(),
  Period: integer.optional(),
  Statistic: choice("SampleCount", "Average", "Sum", "Minimum", "Maximum").optional(),
  Tags: tagList.optional(),
  Threshold: decimal,
  TreatMissingData: choice("breaching", "notBreaching", "ignore", "missing").optional(),
});

type AlarmProperties = z.infer<typeof schema>;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-alarm.html */
export function cloudWatchAlarm(cloudWatch: CloudWatchApi): ResourceProvider<AlarmProperties> {
  return {
    type: "AWS::CloudWatch::Alarm",
    schema,
    attributes: ["Arn"],
    replacedBy: ["AlarmName"],
    naming: { property: "AlarmName", maxLength: 255 },
    tags: "list",
    async create(request) {
      const { name, properties, tags } = request;
      await refuseForeign(cloudWatch, request);
      await cloudWatch.putMetricAlarm(alarmOf(name, properties));
      cloudWatch.tagAlarm(name, tags);
      return { physicalId: name, attributes: { Arn: arnOf(request) } };
    },
    async update({ physicalId, properties, tags }) {
      await cloudWatch.putMetricAlarm(alarmOf(physicalId, properties));
      cloudWatch.tagAlarm(physicalId, tags);
      return {};
    },
    async delete({ physicalId }) {
      const AlarmNames = [physicalId];
      const { MetricAlarms = [] } = await cloudWatch.describeAlarms({ AlarmNames });
      if (MetricAlarms.length > 0) await cloudWatch.deleteAlarms({ AlarmNames });
    },
  };
}

function alarmOf(AlarmName: string, { Tags: _, ...properties }: AlarmProperties): PutMetricAlarmInput {
  return defined({ ...properties, AlarmName }) as PutMetricAlarmInput & { Dimensions?: Dimension[] };
}

/** PutMetricAlarm would replace the settings of an alarm that is there already. */
async function refuseForeign(
  cloudWatch: CloudWatchApi,
  request: CreateRequest<AlarmProperties>,
): Promise<void> {
  const { MetricAlarms = [] } = await cloudWatch.describeAlarms({ AlarmNames: [request.name] });
  if (MetricAlarms.length === 0) return;
  const { Tags = [] } = await cloudWatch.listTagsForResource({ ResourceARN: arnOf(request) });
  const tags = Object.fromEntries(Tags.map(({ Key = "", Value = "" }) => [Key, Value]));
  if (request.resumed && isOwn(tags, request)) return;
  throw new AwsError("AlreadyExistsException", 400, `the alarm ${request.name} already exists`);
}

function arnOf({ name, accountId }: CreateRequest<AlarmProperties>): string {
  return `arn:aws:cloudwatch:us-east-1:${accountId}:alarm:${name}`;
}
