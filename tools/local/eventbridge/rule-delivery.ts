import { DEFAULT_AGE, DEFAULT_RETRIES, type Delivery } from "../delivery/delivery";
import { readInputPath } from "./input-path";
import type { AcceptedEvent, EventEnvelope } from "./put-events";
import type { Rule, RuleTarget } from "./rule";

/** What a rule sends to each of its targets for an event that it has selected. */
export function deliveriesOf(rule: Rule, ruleArn: string, event: AcceptedEvent, now: number): Delivery[] {
  const { envelope, traceHeader } = event;
  return rule.targets.map((target) => ({
    target: {
      arn: target.arn,
      maximumRetries: target.maximumRetries ?? DEFAULT_RETRIES,
      maximumAge: target.maximumAge ?? DEFAULT_AGE,
      deadLetterQueue: target.deadLetterQueue,
    },
    source: { principal: "events.amazonaws.com", arn: ruleArn },
    payload: inputOf(target, envelope),
    traceHeader,
    deadLetter: JSON.stringify(envelope),
    labels: { RULE_ARN: ruleArn },
    since: now,
    failures: 0,
  }));
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Target.html; a path that leads nowhere gives null. */
function inputOf({ input, inputPath }: RuleTarget, envelope: EventEnvelope): string {
  if (input !== undefined) return input;
  const part = inputPath === undefined ? envelope : readInputPath(inputPath)?.(envelope);
  return JSON.stringify(part ?? null);
}
