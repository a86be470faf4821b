import { own } from "../json/own";
import { isHidden } from "../template/parameter";
import type { DesiredStack } from "./desired";

/** What stands for a hidden value, as in CloudFormation's own answers. */
const MASK = "****";

/** A text of AWS's without the values of hidden parameters (NoEcho): reasons for failures may quote what a property was given. */
export function withoutHidden(text: string, { artifact, parameters }: DesiredStack): string {
  const hidden = Object.entries(artifact.template.parameters)
    .filter(([, parameter]) => isHidden(parameter))
    .flatMap(([name]) => own(parameters, name) || []);
  return hidden.reduce((shown, value) => shown.replaceAll(value, MASK), text);
}
