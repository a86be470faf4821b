import { z } from "zod";
import type { SqsApi } from "../../sqs/api";
import { policyDocument } from "../iam/documents";
import { ifFound } from "../missing";
import type { ResourceProvider } from "../provider";
import { text } from "../schema";

const schema = z.strictObject({ PolicyDocument: policyDocument, Queues: z.array(text).min(1) });

/**
 * A policy of queues, by their URLs: kept as their attribute `Policy`, without effect but for EventBridge's permission.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queuepolicy.html
 */
export function sqsQueuePolicy(sqs: SqsApi): ResourceProvider<z.infer<typeof schema>> {
  const put = (QueueUrl: string, Policy: string) =>
    sqs.setQueueAttributes({ QueueUrl, Attributes: { Policy } });
  return {
    type: "AWS::SQS::QueuePolicy",
    schema,
    attributes: ["Id"],
    replacedBy: [],
    naming: { maxLength: 100 },
    async create({ name, properties }) {
      for (const url of properties.Queues) await put(url, JSON.stringify(properties.PolicyDocument));
      return { physicalId: name, attributes: { Id: name } };
    },
    async update({ properties, previous }) {
      for (const url of properties.Queues) await put(url, JSON.stringify(properties.PolicyDocument));
      for (const url of previous.Queues) {
        if (!properties.Queues.includes(url)) await ifFound(() => put(url, ""));
      }
      return {};
    },
    async delete({ properties }) {
      for (const url of properties.Queues) await ifFound(() => put(url, ""));
    },
  };
}
