import type {
  DescribeRuleResponse,
  ListRulesResponse,
  PutRuleResponse,
  TestEventPatternResponse,
} from "@aws-sdk/client-eventbridge";
import { parseJson } from "../protocol/json";
import { checkBus } from "./bus";
import { invalidPattern, limitExceeded, validationFailed } from "./errors";
import { paged } from "./paging";
import { InvalidPattern } from "./pattern/invalid-pattern";
import { readPattern } from "./pattern/pattern";
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
  checked(() =>
    rules.put({
      name: Name,
      description: request.Description,
      pattern: EventPattern,
      state: request.State ?? "ENABLED",
      roleArn: request.RoleArn,
      targets: existing?.targets ?? [],
      owner: owner ?? existing?.owner,
    }),
  );
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

export function setState(rules: Rules, request: EventsRequest<"EnableRule">, state: Rule["state"]): object {
  checkBus(request.EventBusName, rules.place);
  rules.put({ ...rules.get(request.Name), state });
  return {};
}

export function describeRule(rules: Rules, request: EventsRequest<"DescribeRule">): DescribeRuleResponse {
  checkBus(request.EventBusName, rules.place);
  return { ...describe(rules, rules.get(request.Name)), CreatedBy: rules.place.accountId };
}

export function listRules(rules: Rules, request: EventsRequest<"ListRules">): ListRulesResponse {
  checkBus(request.EventBusName, rules.place);
  const matching = rules.all().filter(({ name }) => name.startsWith(request.NamePrefix ?? ""));
  const { items, next } = paged(matching, ({ name }) => name, request);
  return { Rules: items.map((rule) => describe(rules, rule)), ...next };
}

/** Whether the pattern selects the event, which has to have the members of one. Throws `InvalidEventPatternException`. */
export function testEventPattern(request: EventsRequest<"TestEventPattern">): TestEventPatternResponse {
  const matches = checked(() => readPattern(request.EventPattern));
  let event: unknown;
  try {
    event = parseJson(request.Event);
  } catch {
    throw validationFailed("Parameter Event is not valid. Reason: it is not JSON.");
  }
  const missing = ["id", "account", "source", "time", "region", "resources", "detail-type"].filter(
    (member) => event === null || typeof event !== "object" || !Object.hasOwn(event, member),
  );
  if (missing.length > 0) {
    throw validationFailed(`Parameter Event is not valid. Reason: it has no ${missing.join(", ")}.`);
  }
  return { Result: matches(event) };
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

function checked<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof InvalidPattern ? invalidPattern(error.message) : error;
  }
}
