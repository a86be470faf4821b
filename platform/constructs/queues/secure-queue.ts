import { type Duration, Fn } from "aws-cdk-lib";
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { CfnQueue, CfnQueuePolicy } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { physicalName } from "../names";

/** Settings of a queue; what is not given stays as SQS has it by default. */
export interface SecureQueueProps {
  /** Name with the environment's part, as text of `Fn::Sub`. */
  readonly queueName: string;
  readonly retention: Duration;
  readonly visibilityTimeout?: Duration;
  readonly delay?: Duration;
  /** Where a message goes that has been received so often. */
  readonly redrive?: { readonly deadLetters: SecureQueue; readonly maxReceiveCount: number };
  /** ARNs of the queues whose failed messages it takes; with an empty list no queue may redrive to it. @default not restricted */
  readonly deadLettersOf?: readonly string[];
}

/**
 * A queue that is encrypted at rest with SQS's own keys and refuses requests without TLS.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html
 */
export class SecureQueue extends Construct {
  readonly arn: string;
  readonly url: string;
  /** Its physical name, for metrics. */
  readonly name: string;
  readonly #policy = new PolicyDocument();

  constructor(scope: Construct, id: string, props: SecureQueueProps) {
    super(scope, id);
    const { deadLettersOf, delay, redrive, retention, visibilityTimeout } = props;
    const queue = new CfnQueue(this, "Resource", {
      queueName: physicalName("queue", props.queueName, 80),
      messageRetentionPeriod: retention.toSeconds(),
      sqsManagedSseEnabled: true,
      ...(visibilityTimeout && { visibilityTimeout: visibilityTimeout.toSeconds() }),
      ...(delay && { delaySeconds: delay.toSeconds() }),
      ...(redrive && {
        redrivePolicy: {
          deadLetterTargetArn: redrive.deadLetters.arn,
          maxReceiveCount: redrive.maxReceiveCount,
        },
      }),
      ...(deadLettersOf && { redriveAllowPolicy: redriveAllowPolicy(deadLettersOf) }),
    });
    this.arn = queue.attrArn;
    this.url = queue.ref;
    this.name = Fn.sub(props.queueName);
    this.#policy.addStatements(
      new PolicyStatement({
        sid: "RefuseWithoutTls",
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ["sqs:*"],
        resources: [this.arn],
        conditions: { Bool: { "aws:SecureTransport": "false" } },
      }),
    );
    new CfnQueuePolicy(this, "Policy", { queues: [queue.ref], policyDocument: this.#policy });
  }

  /** Lets an AWS service send messages, on behalf of one resource only. */
  allowSend(service: string, sourceArn: string): void {
    this.#policy.addStatements(
      new PolicyStatement({
        principals: [new ServicePrincipal(service)],
        actions: ["sqs:SendMessage"],
        resources: [this.arn],
        conditions: { ArnEquals: { "aws:SourceArn": sourceArn } },
      }),
    );
  }
}

/**
 * The ARN of a queue by its name, where a reference would close a circle: a queue and its dead-letter queue name each other.
 * @param queueName as text of `Fn::Sub`
 */
export function queueArn(queueName: string): string {
  return Fn.sub(`arn:\${AWS::Partition}:sqs:\${AWS::Region}:\${AWS::AccountId}:${queueName}`);
}

function redriveAllowPolicy(sourceQueueArns: readonly string[]): object {
  return sourceQueueArns.length === 0
    ? { redrivePermission: "denyAll" }
    : { redrivePermission: "byQueue", sourceQueueArns };
}
