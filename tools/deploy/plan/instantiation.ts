import { createHash } from "node:crypto";
import type { ObservedStack } from "../model/observed";
import { withSettledAliases } from "../template/live-alias";
import { type Instantiation, parseTemplate, type Template } from "../template/template";
import type { DesiredStack } from "./desired";

/** A stack as it is wanted. */
export function wanted({ artifact, parameters }: DesiredStack): Instantiation {
  return { template: artifact.template, parameters };
}

/**
 * The template of a stack as CloudFormation is to get it.
 * @param observed the stack that is to be updated; undefined where it is to be created
 */
export function templateToSend(
  desired: DesiredStack,
  observed: ObservedStack | undefined,
): { readonly body: string; readonly digest: string; readonly template: Template } {
  const { artifact } = desired;
  const body = withSettledAliases(artifact.body, wanted(desired), deployed(observed));
  if (body === artifact.body) return artifact;
  const digest = createHash("sha256").update(body).digest("hex");
  return { body, digest, template: parseTemplate(body, `the template of ${artifact.target}`) };
}

/**
 * A stack as it stands. Undefined where its template was not read, or cannot be: then someone put it there past the deployer, and
 * anything may change.
 */
export function deployed(observed: ObservedStack | undefined): Instantiation | undefined {
  if (observed?.template === undefined) return undefined;
  try {
    const template = parseTemplate(observed.template, `the deployed template of ${observed.name}`);
    return { template, parameters: observed.parameters };
  } catch {
    return undefined;
  }
}
