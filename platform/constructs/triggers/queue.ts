import { Duration } from "aws-cdk-lib";
import type { IRole } from "aws-cdk-lib/aws-iam";
import { CfnEventSourceMapping } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { allow } from "../iam/allow";
import { monitorQueue } from "../monitoring/queue";
import { pascalCase, requireName } from "../names";
import { queueArn, SecureQueue } from "../queues/secure-queue";
import { DEAD_LETTER_RETENTION } from "./dead-letters";
import { EventRule } from "./event-rule";
import { bySource } from "./event-type";
import type { TriggerTarget } from "./target";

/** Settings of a queue whose messages a function processes. */
export interface QueueProps {
  /** Types of events that are put into the queue, such as `orders.OrderPlaced.v1`. @default none */
  readonly from?: readonly string[];
  /** How often a message is tried before it becomes a dead letter. @default 3 */
  readonly maxReceiveCount?: number;
  /** Messages of one invocation at most. More than 10 need `batchingWindow`. @default 10 */
  readonly batchSize?: number;
  /** How long Lambda may wait for a batch to fill. @default it does not wait */
  readonly batchingWindow?: Duration;
  /** Invocations at the same time, 2 to 1000, for the sake of what the function calls. @default not limited */
  readonly maxConcurrency?: number;
  /** How long a message is hidden from others while it is worked on. @default 6 times the function's timeout, plus the batching window */
  readonly visibilityTimeout?: Duration;
  /** How long a new message waits. @default not at all */
  readonly delay?: Duration;
  /** How long a message may wait before the alarm goes off. @default 15 minutes, or as long as all tries of a message take */
  readonly maxAge?: Duration;
}

const MAX_AGE = Duration.minutes(15);

/**
 * A queue with its dead-letter queue, whose messages the function processes. A message that fails is redelivered without the others of
 * its batch (`ReportBatchItemFailures`).
 *
 * An event that EventBridge cannot deliver becomes a dead letter too, just as it would have lain in the queue: one redrive
 * returns both kinds.
 */
export class QueueTrigger extends Construct {
  readonly queue: SecureQueue;
  readonly deadLetters: SecureQueue;

  constructor(target: TriggerTarget, id: string, key: string, props: QueueProps) {
    super(target, id);
    requireName("queue", key);
    const batchSize = props.batchSize ?? 10;
    if (batchSize > 10 && !props.batchingWindow)
      throw new Error(
        `the queue "${key}" has the batch size ${batchSize}; more than 10 needs a batchingWindow`,
      );
    const queueName = target.triggerName(key);
    const deadLetters = `${queueName}-dead-letters`;
    const maxReceiveCount = props.maxReceiveCount ?? 3;
    const hidden = visibilityTimeout(target, key, props);
    this.deadLetters = new SecureQueue(this, "DeadLetters", {
      queueName: deadLetters,
      retention: DEAD_LETTER_RETENTION,
      deadLettersOf: [queueArn(queueName)],
    });
    this.queue = new SecureQueue(this, "Default", {
      queueName,
      retention: Duration.days(4),
      visibilityTimeout: hidden,
      redrive: { deadLetters: this.deadLetters, maxReceiveCount },
      ...(props.delay && { delay: props.delay }),
    });
    for (const [source, types] of bySource(props.from ?? [])) this.#fill(target, key, source, types);

    allow(target.role, {
      actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
      resources: [this.queue.arn],
    });
    new CfnEventSourceMapping(this, "Mapping", {
      functionName: target.liveArn,
      eventSourceArn: this.queue.arn,
      batchSize,
      functionResponseTypes: ["ReportBatchItemFailures"],
      ...(props.batchingWindow && { maximumBatchingWindowInSeconds: props.batchingWindow.toSeconds() }),
      ...(props.maxConcurrency !== undefined && {
        scalingConfig: { maximumConcurrency: props.maxConcurrency },
      }),
    });
    const retries = Duration.seconds(hidden.toSeconds() * maxReceiveCount);
    monitorQueue(this, target.serviceStack, {
      queueName,
      deadLetters,
      maxAge: props.maxAge ?? longer(retries, MAX_AGE),
    });
  }

  /** Lets a role send messages to the queue. */
  grantSend(role: IRole): void {
    allow(role, { actions: ["sqs:SendMessage"], resources: [this.queue.arn] });
  }

  #fill(target: TriggerTarget, key: string, source: string, types: readonly string[]): void {
    const rule = new EventRule(this, `From${pascalCase(source)}`, {
      references: target.serviceStack.references,
      ruleName: target.triggerName(`${key}-${source}`),
      source,
      types,
      target: { id: "Queue", arn: this.queue.arn },
      deadLetters: this.deadLetters,
    });
    this.queue.allowSend("events.amazonaws.com", rule.arn);
  }
}

/**
 * Lambda's advice: six times the function's timeout and the batching window on top, so that a message which was throttled is not
 * seen twice. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
function visibilityTimeout(target: TriggerTarget, key: string, props: QueueProps): Duration {
  const advised = 6 * target.timeout.toSeconds() + (props.batchingWindow?.toSeconds() ?? 0);
  const seconds = props.visibilityTimeout?.toSeconds() ?? advised;
  if (seconds < advised)
    throw new Error(
      `the queue "${key}" hides messages for ${seconds} s; make it at least ${advised} s: 6 times the function's timeout, plus the batching window`,
    );
  return Duration.seconds(seconds);
}

function longer(one: Duration, other: Duration): Duration {
  return one.toSeconds() > other.toSeconds() ? one : other;
}
