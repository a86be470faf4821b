import type { Datum } from "../../cloudwatch/datum";
import type { SqsApi } from "../../sqs/api";

/**
 * What SQS measures of its queues.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
export function queueMetrics(sqs: SqsApi, timestamp: number): Datum[] {
  return sqs.queueArns().flatMap((arn) => {
    const { visible, inFlight, delayed, ageOfOldestSeconds } = sqs.statistics(arn);
    const measured: [name: string, unit: string, value: number][] = [
      ["ApproximateNumberOfMessagesVisible", "Count", visible],
      ["ApproximateNumberOfMessagesNotVisible", "Count", inFlight],
      ["ApproximateNumberOfMessagesDelayed", "Count", delayed],
      ["ApproximateAgeOfOldestMessage", "Seconds", ageOfOldestSeconds],
    ];
    const dimensions = { QueueName: arn.slice(arn.lastIndexOf(":") + 1) };
    return measured.map(([name, unit, value]) => ({
      namespace: "AWS/SQS",
      name,
      dimensions,
      unit,
      timestamp,
      values: [value],
    }));
  });
}
