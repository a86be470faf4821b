import { type Delivery, kindOfTarget } from "../../delivery/delivery";
import type { Targets } from "../../delivery/targets";
import type { LambdaApi } from "../../lambda/api";
import { allowsService } from "../../protocol/resource-policy";
import type { SqsApi } from "../../sqs/api";
import { nameOfArn } from "../../sqs/names";
import { functionPolicy } from "./function-policy";
import { sendToQueue } from "./send-to-queue";

/** What EventBridge and Scheduler need of Lambda and SQS, by their APIs. */
export function deliveryTargets(lambda: LambdaApi, sqs: SqsApi): Targets {
  return {
    invoke: async (FunctionName, payload, header) => {
      const input = { FunctionName, InvocationType: "Event" as const, Payload: Buffer.from(payload) };
      await lambda.invoke(input, undefined, { header });
    },
    sendToQueue: sendToQueue(sqs),
    allows: async ({ source, target: { arn } }: Delivery) => {
      if (source === undefined) return true;
      const isFunction = kindOfTarget(arn) === "function";
      const policy = isFunction ? await targetPolicy(lambda, arn) : await queuePolicy(sqs, arn);
      const action = isFunction ? "lambda:InvokeFunction" : "sqs:SendMessage";
      return allowsService(policy, { principal: source.principal, action, sourceArn: source.arn });
    },
  };
}

/** @throws AwsError (ResourceNotFoundException) without the function or the alias */
async function targetPolicy(lambda: LambdaApi, FunctionName: string): Promise<string | undefined> {
  await lambda.getFunctionConfiguration({ FunctionName });
  return await functionPolicy(lambda, FunctionName);
}

/** @throws AwsError (QueueDoesNotExist) */
async function queuePolicy(sqs: SqsApi, arn: string): Promise<string | undefined> {
  const { QueueUrl } = await sqs.getQueueUrl({ QueueName: nameOfArn(arn) });
  const { Attributes } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ["Policy"] });
  return Attributes?.Policy;
}
