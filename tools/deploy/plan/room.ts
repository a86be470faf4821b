import type { TemplateDifference } from "../template/difference/difference";
import type { StackPlan } from "./plan";

/** What a deploy adds to the account, of what the account has limits for. */
export interface Demand {
  readonly stacks: number;
  readonly roles: number;
  /** On the default event bus. */
  readonly rules: number;
  /** Concurrent executions that new functions reserve. */
  readonly concurrency: number;
}

/** How much of a limit is used; no limit is known to be infinite. */
export type Room = { readonly [What in keyof Demand]?: { readonly used: number; readonly limit: number } };

const WORDS: Readonly<Record<keyof Demand, string>> = {
  stacks: "CloudFormation stacks in the region",
  roles: "IAM roles in the account",
  rules: "EventBridge rules on the default bus",
  concurrency: "reserved concurrent executions",
};

/** What the plans add. A resource whose condition does not hold is not among the changes. */
export function demandOf(
  plans: readonly { readonly stack: StackPlan; readonly changes: TemplateDifference | undefined }[],
): Demand {
  const added = plans.flatMap(({ stack, changes }) =>
    (changes?.resources ?? [])
      .filter(({ action }) => action === "add")
      .map(({ logicalId, type }) => ({
        type,
        properties: stack.sent.template.resources[logicalId]?.Properties ?? {},
      })),
  );
  const count = (type: string): number => added.filter((one) => one.type === type).length;
  const buses = added.filter(({ type, properties }) => type === RULE && !("EventBusName" in properties));
  return {
    stacks: plans.filter(({ stack }) => stack.action === "create").length,
    roles: count("AWS::IAM::Role"),
    rules: buses.length,
    concurrency: added.reduce((sum, { properties }) => sum + reserved(properties), 0),
  };
}

const RULE = "AWS::Events::Rule";

/** A value that depends on a parameter is not counted. */
function reserved({ ReservedConcurrentExecutions: count }: Readonly<Record<string, unknown>>): number {
  return typeof count === "number" ? count : 0;
}

/** What the account has no room for, one text for each limit: `EventBridge rules …: 299 of 300 are used, and 4 more are needed`. */
export function shortages(demand: Demand, room: Room): string[] {
  return (Object.keys(WORDS) as (keyof Demand)[]).flatMap((what) => {
    const { used = 0, limit = Number.POSITIVE_INFINITY } = room[what] ?? {};
    const more = demand[what];
    if (more === 0 || used + more <= limit) return [];
    return [
      `${WORDS[what]}: ${used} of ${limit} are used and ${more} more are needed, ${used + more - limit} too many`,
    ];
  });
}
