import {
  CODE_BUCKET,
  CODE_ORIGIN,
  codeDigestParameter,
  codeParameters,
  codeSha256Parameter,
} from "../../cloudformation/first-code";
import { own } from "../json/own";
import { toBase64 } from "../model/digest";
import type { ObservedStack } from "../model/observed";
import type { DesiredFunction, DesiredService, DesiredStack } from "./desired";

/** The functions that CloudFormation can create with their code, with a new stack. */
export function createdWithCode({ stack, functions }: DesiredService): DesiredFunction[] {
  const { FirstCode } = stack.artifact.template.ferry;
  return functions.filter(({ artifact }) => FirstCode.includes(artifact.name));
}

/**
 * Values of the parameters that bring the functions of a new stack their first code.
 * @param bucket where the zips are, by their digests
 * @param origin provenance in the descriptions of the first versions
 */
export function firstCodeValues(
  desired: DesiredService,
  bucket: string,
  origin: string,
): Record<string, string> {
  const each = createdWithCode(desired).flatMap(({ artifact: { name, digest } }) => [
    [codeDigestParameter(name), digest.sha256],
    [codeSha256Parameter(name), toBase64(digest.sha256)],
  ]);
  return Object.fromEntries([[CODE_BUCKET, bucket], [CODE_ORIGIN, origin], ...each]);
}

/**
 * The desired state of an existing stack, in which each function's first code is what it was created with: the deployer has
 * updated the code since, and CloudFormation would put another one over that. Empty where it was created with a placeholder.
 */
export function withDeployedCode(desired: DesiredStack, observed: ObservedStack): DesiredStack {
  const names = codeParameters(desired.artifact.template.ferry.FirstCode);
  const deployed = names.flatMap((name) => {
    const value = own(observed.parameters, name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return deployed.length === 0
    ? desired
    : { ...desired, parameters: { ...desired.parameters, ...Object.fromEntries(deployed) } };
}
