import type {
  ListTargetsByRuleResponse,
  PutTargetsResponse,
  RemoveTargetsResponse,
  Target,
} from "@aws-sdk/client-eventbridge";
import { kindOfTarget } from "../delivery/delivery";
import { checkBus } from "./bus";
import { limitExceeded, validationFailed } from "./errors";
import type { EventsRequest } from "./requests";
import type { RuleTarget } from "./rule";
import type { Rules } from "./rules";

/** Targets of a rule (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html). */
const MAX_TARGETS = 5;

/** Adds targets, and replaces those that have the same ids. Throws `ValidationException` for one that cannot be delivered to. */
export function putTargets(rules: Rules, request: EventsRequest<"PutTargets">): PutTargetsResponse {
  checkBus(request.EventBusName, rules.place);
  const rule = rules.get(request.Rule);
  const given = request.Targets.map(readTarget);
  const ids = new Set(given.map(({ id }) => id));
  const targets = [...rule.targets.filter(({ id }) => !ids.has(id)), ...given];
  if (targets.length > MAX_TARGETS) {
    throw limitExceeded(`${MAX_TARGETS} targets of a rule`);
  }
  rules.put({ ...rule, targets });
  return { FailedEntryCount: 0, FailedEntries: [] };
}

/** Ids without a target are ignored. */
export function removeTargets(rules: Rules, request: EventsRequest<"RemoveTargets">): RemoveTargetsResponse {
  checkBus(request.EventBusName, rules.place);
  const rule = rules.get(request.Rule);
  rules.put({ ...rule, targets: rule.targets.filter(({ id }) => !request.Ids.includes(id)) });
  return { FailedEntryCount: 0, FailedEntries: [] };
}

export function listTargetsByRule(
  rules: Rules,
  request: EventsRequest<"ListTargetsByRule">,
): ListTargetsByRuleResponse {
  checkBus(request.EventBusName, rules.place);
  const targets = [...rules.get(request.Rule).targets].sort((a, b) => (a.id < b.id ? -1 : 1));
  return { Targets: targets.map(describe) };
}

function readTarget(target: EventsRequest<"PutTargets">["Targets"][number]): RuleTarget {
  const { Id, Arn } = target;
  const kind = kindOfTarget(Arn);
  if (kind === undefined || (kind === "queue" && Arn.endsWith(".fifo"))) {
    throw validationFailed(
      `Parameter ${Arn} is not valid. Reason: the local account delivers to Lambda functions and standard SQS queues only (target ${Id}).`,
    );
  }
  return {
    id: Id,
    arn: Arn,
    roleArn: target.RoleArn,
    deadLetterQueue: target.DeadLetterConfig?.Arn,
    maximumRetries: target.RetryPolicy?.MaximumRetryAttempts,
    maximumAge: target.RetryPolicy?.MaximumEventAgeInSeconds,
  };
}

function describe(target: RuleTarget): Target {
  const { maximumRetries, maximumAge, deadLetterQueue } = target;
  const hasPolicy = maximumRetries !== undefined || maximumAge !== undefined;
  return {
    Id: target.id,
    Arn: target.arn,
    RoleArn: target.roleArn,
    ...(deadLetterQueue === undefined ? {} : { DeadLetterConfig: { Arn: deadLetterQueue } }),
    ...(hasPolicy
      ? { RetryPolicy: { MaximumRetryAttempts: maximumRetries, MaximumEventAgeInSeconds: maximumAge } }
      : {}),
  };
}
