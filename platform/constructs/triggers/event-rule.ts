import { CfnRule } from "aws-cdk-lib/aws-events";
import { Construct } from "constructs";
import { physicalName } from "../names";
import type { SecureQueue } from "../queues/secure-queue";
import type { References } from "../references";

/** A rule for events of one service, and where they go. */
export interface EventRuleProps {
  /** Those of the stack. */
  readonly references: References;
  /** Name with the environment's part, as text of `Fn::Sub`. */
  readonly ruleName: string;
  /** Service that publishes the events, without the environment. */
  readonly source: string;
  readonly types: readonly string[];
  readonly target: { readonly id: string; readonly arn: string };
  /** Takes events that EventBridge could not deliver within a day, as they are. */
  readonly deadLetters: SecureQueue;
}

/**
 * A rule on the account's default bus. Environments of one account share the bus and are kept apart by the source of their
 * events, which is `<environment>.<service>`. A rule is for one environment's.
 */
export class EventRule extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: EventRuleProps) {
    super(scope, id);
    const { deadLetters, references, ruleName, source, target, types } = props;
    const rule = new CfnRule(this, "Resource", {
      name: physicalName("rule", ruleName, 64),
      description: `Events of ${source}: ${types.join(", ")}`,
      eventPattern: { source: [references.eventSource(source, types)], "detail-type": types },
      state: "ENABLED",
      targets: [
        {
          ...target,
          deadLetterConfig: { arn: deadLetters.arn },
          // EventBridge's defaults, made explicit: after them the event is a dead letter.
          retryPolicy: { maximumEventAgeInSeconds: 86_400, maximumRetryAttempts: 185 },
        },
      ],
    });
    this.arn = rule.attrArn;
    deadLetters.allowSend("events.amazonaws.com", this.arn);
  }
}
