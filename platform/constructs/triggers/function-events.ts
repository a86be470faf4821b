import { Construct } from "constructs";
import { EventRule } from "./event-rule";
import { sourceOf } from "./event-type";
import { allowInvoke } from "./permission";
import type { TriggerTarget } from "./target";

/**
 * Events of one service that invoke the function directly and asynchronously. What fails for good, in delivery or in the
 * function, goes to the function's dead-letter queue.
 */
export class FunctionEvents extends Construct {
  constructor(target: TriggerTarget, id: string, source: string, types: readonly string[]) {
    super(target, id);
    const foreign = types.find((type) => sourceOf(type) !== source);
    if (foreign !== undefined)
      throw new Error(`${foreign} is not an event of ${source}; listen to each service by a call of its own`);
    if (types.length === 0) throw new Error(`listening to ${source} needs at least one type of event`);
    const rule = new EventRule(this, "Rule", {
      references: target.serviceStack.references,
      ruleName: target.triggerName(source),
      source,
      types: [...new Set(types)].sort(),
      target: { id: "Function", arn: target.liveArn },
      deadLetters: target.deadLetters,
    });
    allowInvoke(this, "events.amazonaws.com", target.liveArn, rule.arn);
  }
}
