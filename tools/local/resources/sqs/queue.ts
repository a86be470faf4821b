import { AwsError } from "../../protocol/error";
import type { SqsApi } from "../../sqs/api";
import { ifFound } from "../missing";
import type { CreateRequest, ResourceProvider, Tags } from "../provider";
import { isOwn, tagChanges } from "../tag-changes";
import { type QueueProperties, queueProperties } from "./queue-schema";

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html */
export function sqsQueue(sqs: SqsApi): ResourceProvider<QueueProperties> {
  return {
    type: "AWS::SQS::Queue",
    schema: queueProperties,
    attributes: ["Arn", "QueueName", "QueueUrl"],
    replacedBy: ["FifoQueue", "QueueName"],
    naming: { property: "QueueName", maxLength: 80 },
    tags: "list",
    async create(request) {
      const { name: QueueName, properties, tags } = request;
      await makeRoom(sqs, request);
      const Attributes = attributesOf(properties);
      const { QueueUrl = "" } = await sqs.createQueue({ QueueName, Attributes, tags: { ...tags } });
      const asked = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ["QueueArn"] });
      const Arn = asked.Attributes?.QueueArn ?? "";
      return { physicalId: QueueUrl, attributes: { Arn, QueueName, QueueUrl } };
    },
    async update({ physicalId: QueueUrl, properties, previous, tags, previousTags }) {
      const wanted = attributesOf(properties);
      // What a template no longer says returns to its default.
      const dropped = Object.keys(attributesOf(previous)).filter((name) => !Object.hasOwn(wanted, name));
      const defaults = dropped.map((name) => [name, DEFAULTS[name as AttributeName]]);
      const Attributes = { ...Object.fromEntries(defaults), ...wanted };
      if (Object.keys(Attributes).length > 0) await sqs.setQueueAttributes({ QueueUrl, Attributes });
      const { set, removed } = tagChanges(previousTags, tags);
      if (removed.length > 0) await sqs.untagQueue({ QueueUrl, TagKeys: [...removed] });
      if (Object.keys(set).length > 0) await sqs.tagQueue({ QueueUrl, Tags: { ...set } });
      return {};
    },
    async delete({ physicalId: QueueUrl }) {
      await ifFound(() => sqs.deleteQueue({ QueueUrl }));
    },
  };
}

type AttributeName = Exclude<keyof QueueProperties, "QueueName" | "Tags">;

/** The defaults that the attributes return to; documents and keys are removed by an empty text. */
const DEFAULTS: Readonly<Record<AttributeName, string>> = {
  DelaySeconds: "0",
  FifoQueue: "false",
  KmsDataKeyReusePeriodSeconds: "300",
  KmsMasterKeyId: "",
  MaximumMessageSize: "1048576",
  MessageRetentionPeriod: "345600",
  ReceiveMessageWaitTimeSeconds: "0",
  RedriveAllowPolicy: "",
  RedrivePolicy: "",
  SqsManagedSseEnabled: "true",
  VisibilityTimeout: "30",
};

function attributesOf({ QueueName: _, Tags: __, ...properties }: QueueProperties): Record<string, string> {
  const given = Object.entries(properties).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    given.map(([name, value]) => [name, typeof value === "object" ? JSON.stringify(value) : String(value)]),
  );
}

/** Deletes what an earlier `create` has left; refuses a queue that another owner has, which CreateQueue would return as its own. */
async function makeRoom(sqs: SqsApi, request: CreateRequest<QueueProperties>): Promise<void> {
  const { name: QueueName, resumed } = request;
  const { QueueUrl } = (await ifFound(() => sqs.getQueueUrl({ QueueName }))) ?? {};
  if (QueueUrl === undefined) return;
  const tags: Tags = (await sqs.listQueueTags({ QueueUrl })).Tags ?? {};
  if (resumed && isOwn(tags, request)) return sqs.deleteQueue({ QueueUrl });
  throw new AwsError(
    "AlreadyExists",
    409,
    `Resource of type 'AWS::SQS::Queue' with identifier '${QueueName}' already exists.`,
  );
}
