import { DEFAULT_AGE, DEFAULT_RETRIES, type Delivery } from "../delivery/delivery";
import type { AcceptedEvent } from "./put-events";
import type { Rule } from "./rule";

/** What a rule sends to each of its targets for an event that it has selected. */
export function deliveriesOf(rule: Rule, ruleArn: string, event: AcceptedEvent, now: number): Delivery[] {
  const { envelope, traceHeader } = event;
  const payload = JSON.stringify(envelope);
  return rule.targets.map((target) => ({
    target: {
      arn: target.arn,
      maximumRetries: target.maximumRetries ?? DEFAULT_RETRIES,
      maximumAge: target.maximumAge ?? DEFAULT_AGE,
      deadLetterQueue: target.deadLetterQueue,
    },
    source: { principal: "events.amazonaws.com", arn: ruleArn },
    payload,
    traceHeader,
    deadLetter: payload,
    labels: { RULE_ARN: ruleArn },
    since: now,
    failures: 0,
  }));
}
