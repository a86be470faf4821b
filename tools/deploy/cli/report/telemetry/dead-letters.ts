import { partitionOf } from "../../../model/partition";
import type { DeadLetters } from "../../../telemetry/metrics/dead-letters";
import { count } from "../units";

/** Where queues are. */
export interface QueuePlace {
  readonly account: string;
  readonly region: string;
  /** Of the local account; absent for AWS. */
  readonly endpoint?: string | undefined;
}

/**
 * How one looks at dead letters and sends them again, as commands of the AWS command line.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
 */
export function deadLetterText({ queue, messages, of, service }: DeadLetters, place: QueuePlace): string {
  const { account, region, endpoint } = place;
  const { name: partition, domain } = partitionOf(region);
  const url = `${endpoint ?? `https://sqs.${region}.${domain}`}/${account}/${queue}`;
  const where = `--region ${region}${endpoint === undefined ? "" : ` --endpoint-url ${endpoint}`}`;
  const arn = `arn:${partition}:sqs:${region}:${account}:${queue}`;
  const again =
    of === "queue"
      ? `aws sqs start-message-move-task ${where} --source-arn ${arn}`
      : `the event is its requestPayload: :invoke of ${service} with --payload @FILE`;
  return [
    `${queue} holds ${count(messages, "dead letter")}`,
    `  look at one:    aws sqs receive-message ${where} --visibility-timeout 0 --queue-url ${url}`,
    `  once fixed:     ${again}`,
  ].join("\n");
}
