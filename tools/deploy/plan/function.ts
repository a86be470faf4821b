import { isDeepStrictEqual } from "node:util";
import { FerryError } from "../error";
import type { FunctionVersion, ObservedFunction } from "../state/observed";
import { functionChanges } from "../template/effective";
import type { Instantiation } from "../template/template";
import type { DesiredFunction, DesiredStack } from "./desired";
import { wanted } from "./instantiation";
import type { FunctionPlan, StackPlan } from "./plan";

/**
 * Compares one function with what it is to be once the stack is as planned.
 * @param stack the stack as it stands, where that can be told: what its update does to the function is then known
 */
export function planFunction(
  desired: DesiredFunction,
  observed: ObservedFunction,
  stackPlan: StackPlan,
  stack: Instantiation | undefined,
): FunctionPlan {
  if (stackPlan.action === "create") return { desired, action: "create", reason: "new", upload: true };
  const { live, latest } = observed;
  if (!live || !latest) {
    if (stackPlan.action === "update") return { desired, action: "create", reason: "new", upload: true };
    throw new FerryError(
      "FunctionMissing",
      `the stack ${stackPlan.desired.name} is up to date, but ${latest ? `the alias live of ${desired.name}` : `the function ${desired.name}`} is gone: it was deleted past CloudFormation`,
      { next: "destroy the service in this environment and deploy it again, or restore what was deleted" },
    );
  }
  const upload = latest.codeSha256 !== desired.artifact.digest.codeSha256;
  if (live.codeSha256 !== desired.artifact.digest.codeSha256)
    return { desired, action: "update", reason: "code", upload };
  const reconfigured =
    configurationDiffers(live, latest) ||
    (stackPlan.action === "update" && stackChanges(desired, stackPlan.desired, stack));
  if (reconfigured) return { desired, action: "update", reason: "configuration", upload };
  return { desired, action: "none", reason: "none", upload: false };
}

/** `$LATEST` has what the next version will have: a difference means that a stack update was not yet published. */
function configurationDiffers(live: FunctionVersion, latest: FunctionVersion): boolean {
  return !isDeepStrictEqual(live.configuration, latest.configuration);
}

/** Where it cannot be told what stands there, the function may well change. */
function stackChanges(
  { artifact }: DesiredFunction,
  stack: DesiredStack,
  before: Instantiation | undefined,
): boolean {
  return before === undefined || functionChanges(artifact.name, before, wanted(stack));
}
