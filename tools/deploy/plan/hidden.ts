import { own } from "../json/own";
import { isHidden } from "../template/parameter";
import type { DesiredStack } from "./desired";

/** Replaces a hidden value, as in CloudFormation's own output. */
const MASK = "****";

/** Masks the values of hidden parameters (NoEcho) in a message from AWS: failure reasons may quote property values. */
export function withoutHidden(text: string, { artifact, parameters }: DesiredStack): string {
  const hidden = Object.entries(artifact.template.parameters)
    .filter(([, parameter]) => isHidden(parameter))
    .flatMap(([name]) => own(parameters, name) || []);
  return hidden.reduce((shown, value) => shown.replaceAll(value, MASK), text);
}
