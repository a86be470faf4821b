import type { TraceSummary } from "@aws-sdk/client-xray";
import { property } from "../protocol/property";
import { invalidRequest } from "./errors";

type Predicate = (summary: TraceSummary) => boolean;

/** One condition, perhaps negated, and what joins it to the next. */
const CONDITION =
  /^\s*(?<not>!)?\s*(?:(?<flag>fault|error|throttle|ok|partial)\b|service\("(?<service>[^"]*)"\)|annotation[.[](?<key>\w+)\]?\s*(?<equal>=|!=)\s*(?:"(?<text>[^"]*)"|(?<literal>true|false|-?[\d.]+))|(?<measure>responsetime|duration)\s*(?<compare>>=|<=|>|<|=)\s*(?<number>[\d.]+))\s*/;

/**
 * What a filter expression asks for: `service("x")`, `annotation.key = "value"`, `error`, `fault`, `throttle`, `ok`, `partial`, and `responsetime`
 * or `duration` compared with seconds; each perhaps after `!`, joined by `AND`. All else is refused by the place where it stands.
 * https://docs.aws.amazon.com/xray/latest/devguide/aws-xray-interface-console.html#xray-console-filters
 */
export function filterExpression(expression: string): Predicate {
  const predicates: Predicate[] = [];
  let rest = expression;
  for (;;) {
    const match = CONDITION.exec(rest);
    if (match?.groups === undefined) throw unsupported(rest);
    const predicate = condition(match.groups);
    const { not } = match.groups;
    predicates.push(not === undefined ? predicate : (summary) => !predicate(summary));
    rest = rest.slice(match[0].length);
    if (rest === "") return (summary) => predicates.every((one) => one(summary));
    const joint = /^AND\b/i.exec(rest);
    if (joint === null) throw unsupported(rest);
    rest = rest.slice(joint[0].length);
  }
}

function condition(groups: Readonly<Record<string, string | undefined>>): Predicate {
  const { flag, service, key, equal, text, literal, measure, compare, number } = groups;
  if (flag !== undefined) return FLAGS[flag as keyof typeof FLAGS];
  if (service !== undefined) {
    return ({ ServiceIds = [] }) => ServiceIds.some(({ Names = [] }) => Names.includes(service));
  }
  if (key !== undefined) {
    const wanted = text ?? literal;
    const has = ({ Annotations = {} }: TraceSummary) =>
      (property(Annotations, key) ?? []).some(
        ({ AnnotationValue }) => String(Object.values(AnnotationValue ?? {})[0]) === wanted,
      );
    return equal === "=" ? has : (summary) => !has(summary);
  }
  const limit = Number(number);
  return ({ ResponseTime = 0, Duration = 0 }) =>
    COMPARISONS[compare as keyof typeof COMPARISONS](measure === "duration" ? Duration : ResponseTime, limit);
}

const FLAGS = {
  fault: ({ HasFault }: TraceSummary) => HasFault === true,
  error: ({ HasError }: TraceSummary) => HasError === true,
  throttle: ({ HasThrottle }: TraceSummary) => HasThrottle === true,
  ok: ({ HasFault, HasError, HasThrottle }: TraceSummary) => !HasFault && !HasError && !HasThrottle,
  partial: ({ IsPartial }: TraceSummary) => IsPartial === true,
};

const COMPARISONS = {
  ">": (a: number, b: number) => a > b,
  ">=": (a: number, b: number) => a >= b,
  "<": (a: number, b: number) => a < b,
  "<=": (a: number, b: number) => a <= b,
  "=": (a: number, b: number) => a === b,
};

function unsupported(rest: string) {
  return invalidRequest(
    `the local account does not support this part of the filter expression: ${rest.trim() || "(nothing)"}`,
  );
}
