import { Duration } from "aws-cdk-lib";
import { CfnEventInvokeConfig, type IAlias, type IFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { allow } from "../iam/allow";
import { monitorDeadLetters } from "../monitoring/queue";
import { SecureQueue } from "../queues/secure-queue";
import type { TriggerTarget } from "./target";

/** As long as SQS keeps messages at all: time to fix the cause and to redrive. */
export const DEAD_LETTER_RETENTION = Duration.days(14);

/**
 * Where asynchronous invocations go that failed for good: events, schedules and topics that invoke the function directly, and
 * batches of streams. Lambda tries each invocation three times, and for at most an hour.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-configuring.html
 */
export class FunctionDeadLetters extends Construct {
  readonly queue: SecureQueue;

  constructor(target: TriggerTarget, id: string, lambda: IFunction, live: IAlias) {
    super(target, id);
    const queueName = target.triggerName("dead-letters");
    this.queue = new SecureQueue(this, "Queue", {
      queueName,
      retention: DEAD_LETTER_RETENTION,
      // Its messages come from no queue.
      deadLettersOf: [],
    });
    monitorDeadLetters(
      target,
      target.serviceStack,
      queueName,
      `; each message has the event: aws sqs receive-message --queue-url $(aws sqs get-queue-url --output text --queue-name ${queueName})`,
    );
    allow(target.role, { actions: ["sqs:SendMessage"], resources: [this.queue.arn] });
    const config = new CfnEventInvokeConfig(this, "InvokeConfig", {
      functionName: lambda.functionName,
      qualifier: "live",
      maximumEventAgeInSeconds: Duration.hours(1).toSeconds(),
      maximumRetryAttempts: 2,
      destinationConfig: { onFailure: { destination: this.queue.arn } },
    });
    // It names the alias without referring to it.
    config.node.addDependency(live);
  }
}
