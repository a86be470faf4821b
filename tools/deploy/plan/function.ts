import { isDeepStrictEqual } from "node:util";
import { FerryError } from "../error";
import type { FunctionVersion, ObservedFunction, ObservedStack } from "../state/observed";
import { functionChanges } from "../template/effective";
import { parseTemplate, type Template } from "../template/template";
import type { DesiredFunction, DesiredStack } from "./desired";
import type { FunctionPlan, StackPlan } from "./plan";

/** Compares one function with what it is to be once the stack is as planned. */
export function planFunction(
  desired: DesiredFunction,
  observed: ObservedFunction,
  stackPlan: StackPlan,
  stack: ObservedStack | undefined,
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
    (stackPlan.action === "update" && stack !== undefined && stackChanges(desired, stackPlan.desired, stack));
  if (reconfigured) return { desired, action: "update", reason: "configuration", upload };
  return { desired, action: "none", reason: "none", upload: false };
}

/** `$LATEST` has what the next version will have: a difference means that a stack update was not yet published. */
function configurationDiffers(live: FunctionVersion, latest: FunctionVersion): boolean {
  return !isDeepStrictEqual(live.configuration, latest.configuration);
}

function stackChanges(desired: DesiredFunction, stack: DesiredStack, observed: ObservedStack): boolean {
  const deployed = deployedTemplate(observed);
  if (deployed === undefined) return true;
  return functionChanges(
    desired.artifact.name,
    { template: deployed, parameters: observed.parameters },
    { template: stack.artifact.template, parameters: stack.parameters },
  );
}

/** Undefined where someone put a template there that the deployer cannot read: then the function may well change. */
function deployedTemplate({ template, name }: ObservedStack): Template | undefined {
  if (template === undefined) return undefined;
  try {
    return parseTemplate(template, `the deployed template of ${name}`);
  } catch {
    return undefined;
  }
}
