import type { TraceSummary } from "@aws-sdk/client-xray";
import { invalidRequest } from "./errors";

type Predicate = (summary: TraceSummary) => boolean;

const CONDITION = /^\s*(?<not>!)?\s*(?:(?<flag>fault|error)\b|service\("(?<service>[^"]*)"\))\s*/;

/**
 * Reads a filter expression: `service("x")`, `error` and `fault`, each optionally after `!`, joined by `AND`. Anything else is refused, with
 * the part that is not supported.
 * https://docs.aws.amazon.com/xray/latest/devguide/aws-xray-interface-console.html#xray-console-filters
 */
export function filterExpression(expression: string): Predicate {
  const predicates: Predicate[] = [];
  let rest = expression;
  for (;;) {
    const match = CONDITION.exec(rest);
    if (match?.groups === undefined) throw unsupported(rest);
    const { not, flag, service } = match.groups;
    const predicate = service === undefined ? FLAGS[flag as keyof typeof FLAGS] : hasService(service);
    predicates.push(not === undefined ? predicate : (summary) => !predicate(summary));
    rest = rest.slice(match[0].length);
    if (rest === "") return (summary) => predicates.every((one) => one(summary));
    const joint = /^AND\b/i.exec(rest);
    if (joint === null) throw unsupported(rest);
    rest = rest.slice(joint[0].length);
  }
}

function hasService(service: string): Predicate {
  return ({ ServiceIds = [] }) => ServiceIds.some(({ Names = [] }) => Names.includes(service));
}

const FLAGS = {
  fault: ({ HasFault }: TraceSummary) => HasFault === true,
  error: ({ HasError }: TraceSummary) => HasError === true,
};

function unsupported(rest: string) {
  return invalidRequest(
    `the local account does not support this part of the filter expression: ${rest.trim() || "(nothing)"}`,
  );
}
