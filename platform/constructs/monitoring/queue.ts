import type { Duration } from "aws-cdk-lib";
import type { Construct } from "constructs";
import type { ServiceStack } from "../service-stack";
import { addAlarm, errorLogs } from "./alarm";
import type { Metric } from "./metric";

/** A queue that is watched, by names as text of `Fn::Sub`. */
export interface WatchedQueue {
  readonly queueName: string;
  readonly deadLetters: string;
  /** How long a message may wait. */
  readonly maxAge: Duration;
}

/** Alarms and charts of a queue: its messages wait too long, or became dead letters. */
export function monitorQueue(scope: Construct, stack: ServiceStack, queue: WatchedQueue): void {
  const { deadLetters, maxAge, queueName } = queue;
  const age = queueMetric(queueName, "ApproximateAgeOfOldestMessage");
  addAlarm(scope, "AgeAlarm", stack, {
    alarmName: `${queueName}-age`,
    meaning: `A message has waited in ${queueName} for ${maxAge.toMinutes({ integral: false })} minutes`,
    first: errorLogs(stack.service),
    metric: age,
    threshold: maxAge.toSeconds(),
  });
  monitorDeadLetters(
    scope,
    stack,
    deadLetters,
    `; once it is mended, bring them back: aws sqs start-message-move-task --source-arn ${arn(deadLetters)} --destination-arn ${arn(queueName)}`,
  );
  stack.dashboard.addRow(
    {
      title: `${queueName}: messages`,
      metrics: {
        waiting: queueMetric(queueName, "ApproximateNumberOfMessagesVisible"),
        "in work": queueMetric(queueName, "ApproximateNumberOfMessagesNotVisible"),
        "dead letters": queueMetric(deadLetters, "ApproximateNumberOfMessagesVisible"),
      },
    },
    { title: `${queueName}: age of the oldest message in s`, metrics: { age } },
  );
}

/**
 * The alarm for dead letters. It ends when their queue is empty again.
 * @param then what to do after reading the logs
 */
export function monitorDeadLetters(
  scope: Construct,
  stack: ServiceStack,
  queueName: string,
  then: string,
): void {
  addAlarm(scope, "DeadLettersAlarm", stack, {
    alarmName: queueName,
    meaning: `There are messages in ${queueName}, which were given up after their retries`,
    first: `${errorLogs(stack.service)}${then}`,
    metric: queueMetric(queueName, "ApproximateNumberOfMessagesVisible"),
    threshold: 1,
  });
}

/** With a destination, since SQS does not know where a message belongs that EventBridge put into the dead-letter queue. */
function arn(queueName: string): string {
  return `arn:\${AWS::Partition}:sqs:\${AWS::Region}:\${AWS::AccountId}:${queueName}`;
}

function queueMetric(queueName: string, name: string): Metric {
  return { namespace: "AWS/SQS", name, dimensions: { QueueName: queueName }, statistic: "Maximum" };
}
