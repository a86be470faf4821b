import type { ObservedStack } from "../state/observed";
import { type Instantiation, parseTemplate } from "../template/template";
import type { DesiredStack } from "./desired";

/** A stack as it is wanted. */
export function wanted({ artifact, parameters }: DesiredStack): Instantiation {
  return { template: artifact.template, parameters };
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
