import { createHash } from "node:crypto";
import type { ObservedStack } from "../model/observed";
import { withSettledAliases } from "../template/live-alias";
import { type Instantiation, parseTemplate, type Template } from "../template/template";
import type { DesiredStack } from "./desired";

/** The desired state of a stack. */
export function desiredInstantiation({ artifact, parameters }: DesiredStack): Instantiation {
  return { template: artifact.template, parameters };
}

/**
 * The template of a stack as sent to CloudFormation.
 * @param observed the stack to update; undefined if it is to be created
 */
export function templateToSend(
  desired: DesiredStack,
  observed: ObservedStack | undefined,
): { readonly body: string; readonly digest: string; readonly template: Template } {
  const { artifact } = desired;
  const body = withSettledAliases(
    artifact.body,
    desiredInstantiation(desired),
    deployedInstantiation(observed),
  );
  if (body === artifact.body) return artifact;
  const digest = createHash("sha256").update(body).digest("hex");
  return { body, digest, template: parseTemplate(body, `the template of ${artifact.target}`) };
}

/**
 * The observed state of a stack. Undefined if its template was not read, or cannot be parsed, since it was deployed outside
 * Ferry.
 */
export function deployedInstantiation(observed: ObservedStack | undefined): Instantiation | undefined {
  if (observed?.template === undefined) return undefined;
  try {
    const template = parseTemplate(observed.template, `the deployed template of ${observed.name}`);
    return { template, parameters: observed.parameters };
  } catch {
    return undefined;
  }
}
