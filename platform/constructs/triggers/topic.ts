import { Aws } from "aws-cdk-lib";
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { CfnSubscription, CfnTopic, CfnTopicPolicy } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import { physicalName, requireName } from "../names";
import { allowInvoke } from "./permission";
import type { TriggerTarget } from "./target";

/** Settings of a topic that a function is subscribed to. */
export interface TopicProps {
  /** AWS services of this account that may publish, such as `ses.amazonaws.com`. @default none; roles need a policy of their own */
  readonly publishers?: readonly string[];
  /** Attributes that a message must have to be delivered. @default all are */
  readonly filterPolicy?: Readonly<Record<string, readonly unknown[]>>;
}

/**
 * A topic of the service whose messages invoke the function: the way in for what AWS services announce by SNS. Between your
 * own services, use events.
 */
export class TopicTrigger extends Construct {
  readonly arn: string;

  constructor(target: TriggerTarget, id: string, key: string, props: TopicProps) {
    super(target, id);
    requireName("topic", key);
    const topic = new CfnTopic(this, "Resource", {
      topicName: physicalName("topic", target.triggerName(key), 256),
    });
    this.arn = topic.ref;
    new CfnTopicPolicy(this, "Policy", {
      topics: [this.arn],
      policyDocument: topicPolicy(this.arn, props.publishers ?? []),
    });
    target.deadLetters.allowSend("sns.amazonaws.com", this.arn);
    new CfnSubscription(this, "Subscription", {
      topicArn: this.arn,
      protocol: "lambda",
      endpoint: target.liveArn,
      // For what SNS cannot deliver; Lambda retries what the function fails.
      redrivePolicy: { deadLetterTargetArn: target.deadLetters.arn },
      ...(props.filterPolicy && { filterPolicy: props.filterPolicy }),
    });
    allowInvoke(this, "sns.amazonaws.com", target.liveArn, this.arn);
  }
}

/** https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html */
function topicPolicy(arn: string, publishers: readonly string[]): PolicyDocument {
  const withoutTls = new PolicyStatement({
    sid: "RefuseWithoutTls",
    effect: Effect.DENY,
    principals: [new AnyPrincipal()],
    actions: ["sns:Publish"],
    resources: [arn],
    conditions: { Bool: { "aws:SecureTransport": "false" } },
  });
  const publish = publishers.map(
    (publisher) =>
      new PolicyStatement({
        principals: [new ServicePrincipal(publisher)],
        actions: ["sns:Publish"],
        resources: [arn],
        conditions: { StringEquals: { "aws:SourceAccount": Aws.ACCOUNT_ID } },
      }),
  );
  return new PolicyDocument({ statements: [withoutTls, ...publish] });
}
