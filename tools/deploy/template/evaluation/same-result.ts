import { isDeepStrictEqual } from "node:util";
import type { Template } from "../template";
import { Evaluation } from "./evaluation";

/**
 * Whether a template makes the same resources and outputs of both parameter values. Then CloudFormation has nothing to do, and says
 * so: "The submitted information didn't contain changes".
 */
export function sameResult(
  template: Template,
  one: Readonly<Record<string, string>>,
  other: Readonly<Record<string, string>>,
): boolean {
  const [a, b] = [one, other].map((parameters) => {
    const evaluation = new Evaluation({ template, parameters });
    return [evaluation.resources(), evaluation.outputs()].map((entries) =>
      entries.map(([name, entry]) => [name, evaluation.value(entry)]),
    );
  });
  return isDeepStrictEqual(a, b);
}
