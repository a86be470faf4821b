import type { Datum } from "../../cloudwatch/datum";
import type { SqsApi } from "../../sqs/api";

/**
 * What SQS measures of its queues.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
export function queueMetrics(sqs: SqsApi, timestamp: number): Datum[] {
  return sqs.queueArns().flatMap((arn) => {
    const { visible, inFlight, delayed, ageOfOldestSeconds } = sqs.statistics(arn);
    const measured: [name: string, value: number][] = [
      ["ApproximateNumberOfMessagesVisible", visible],
      ["ApproximateNumberOfMessagesNotVisible", inFlight],
      ["ApproximateNumberOfMessagesDelayed", delayed],
      ["ApproximateAgeOfOldestMessage", ageOfOldestSeconds],
    ];
    const dimensions = { QueueName: arn.slice(arn.lastIndexOf(":") + 1) };
    return measured.map(([name, value]) => ({
      namespace: "AWS/SQS",
      name,
      dimensions,
      timestamp,
      values: [value],
    }));
  });
}
