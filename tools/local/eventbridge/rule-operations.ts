import type { DescribeRuleResponse, ListRulesResponse, PutRuleResponse } from "@aws-sdk/client-eventbridge";
import { checkBus } from "./bus";
import { invalidPattern, limitExceeded, validationFailed } from "./errors";
import { InvalidPattern } from "./pattern/invalid-pattern";
import type { EventsRequest } from "./requests";
import type { Rule } from "./rule";
import type { Rules } from "./rules";

/** Rules of a bus (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html). */
const MAX_RULES = 300;

/** Makes a rule, or replaces one and leaves its targets and its owner. Throws `InvalidEventPatternException`. */
export function putRule(rules: Rules, request: EventsRequest<"PutRule">, owner?: string): PutRuleResponse {
  checkBus(request.EventBusName, rules.place);
  const { Name, EventPattern } = request;
  const existing = rules.find(Name);
  if (existing === undefined && rules.all().length >= MAX_RULES) {
    throw limitExceeded(`${MAX_RULES} rules on a bus`);
  }
  try {
    rules.put({
      name: Name,
      description: request.Description,
      pattern: EventPattern,
      state: request.State ?? "ENABLED",
      roleArn: request.RoleArn,
      targets: existing?.targets ?? [],
      owner: owner ?? existing?.owner,
    });
  } catch (error) {
    throw error instanceof InvalidPattern ? invalidPattern(error.message) : error;
  }
  return { RuleArn: rules.arn(Name) };
}

/** A rule that is not there counts as deleted. Throws `ValidationException` for one that has targets. */
export function deleteRule(rules: Rules, request: EventsRequest<"DeleteRule">): object {
  checkBus(request.EventBusName, rules.place);
  if ((rules.find(request.Name)?.targets.length ?? 0) > 0) {
    throw validationFailed("Rule can't be deleted since it has targets.");
  }
  rules.delete(request.Name);
  return {};
}

export function describeRule(rules: Rules, request: EventsRequest<"DescribeRule">): DescribeRuleResponse {
  checkBus(request.EventBusName, rules.place);
  return { ...describe(rules, rules.get(request.Name)), CreatedBy: rules.place.accountId };
}

export function listRules(rules: Rules, request: EventsRequest<"ListRules">): ListRulesResponse {
  checkBus(request.EventBusName, rules.place);
  const matching = rules.all().filter(({ name }) => name.startsWith(request.NamePrefix ?? ""));
  return { Rules: matching.map((rule) => describe(rules, rule)) };
}

function describe(rules: Rules, rule: Rule): DescribeRuleResponse {
  return {
    Name: rule.name,
    Arn: rules.arn(rule.name),
    EventPattern: rule.pattern,
    State: rule.state,
    Description: rule.description,
    RoleArn: rule.roleArn,
    EventBusName: "default",
  };
}
