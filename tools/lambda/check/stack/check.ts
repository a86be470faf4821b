import { usageOf } from "../../template/limits";
import type { Template } from "../../template/template";
import type { Report } from "../report/report";
import { failuresOf } from "./failures";
import { judgePolicies } from "./iam/judge";
import { policiesOf } from "./iam/policies";
import { limitsOf, typesOf } from "./limits";
import { logsOf } from "./logs";
import { runtimesOf } from "./runtimes";

/** What a stack's author allows. */
export interface StackRules {
  /** The share of a limit of CloudFormation that may be used, in percent. */
  readonly maxUsagePercent: number;
  /** Wildcards and managed policies that are allowed, each with the reason. */
  readonly iamWildcards: Readonly<Record<string, string>>;
}

/** Judges a template that CloudFormation would accept. */
export function checkStack(template: Template, text: string, rules: StackRules): Report {
  const parts = [
    limitsOf(usageOf(template, text), rules.maxUsagePercent),
    typesOf(template),
    judgePolicies(policiesOf(template), rules.iamWildcards),
    runtimesOf(template),
    logsOf(template),
    failuresOf(template),
  ];
  return {
    sections: parts.flatMap(({ sections }) => sections),
    notices: parts.flatMap(({ notices }) => notices),
    faults: parts.flatMap(({ faults }) => faults),
  };
}
