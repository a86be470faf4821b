import { checkLimits } from "../template/limits";
import { checkRuntimes } from "../template/runtimes";
import type { Template } from "../template/template";
import { canonicalText } from "./canonical";
import { checkFirstCode } from "./first-code";
import { type BuiltFunction, checkFunctions } from "./functions";
import { checkParameters } from "./parameters";
import { StackProblem } from "./problem";
import { checkReferences } from "./references";
import { checkTriggers } from "./triggers";

/**
 * Checks a template against CloudFormation's limits and against what the deployer relies on.
 *
 * @returns its canonical text
 * @throws StackProblem with every fault
 */
export function check(template: Template, built: readonly BuiltFunction[]): string {
  const text = canonicalText(template);
  const faults = [
    ...checkLimits(template, text),
    ...checkParameters(template),
    ...checkReferences(template),
    ...checkFirstCode(template),
    ...checkFunctions(template, built),
    ...checkTriggers(template),
    ...checkRuntimes(template),
  ];
  if (faults.length > 0) throw new StackProblem(faults);
  return text;
}
