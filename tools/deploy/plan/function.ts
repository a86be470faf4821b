import { isDeepStrictEqual } from "node:util";
import { FerryError } from "../error";
import type { FunctionVersion, ObservedFunction } from "../model/observed";
import type { PropertyChange, TemplateDifference } from "../template/difference/difference";
import { findFunctionId } from "../template/template";
import type { DesiredFunction } from "./desired";
import type { Action, FunctionPlan, Reason, StackPlan } from "./plan";

/**
 * Plans one function, given the plan of its stack.
 * @param changes what the stack's plan changes in its resources, if known
 */
export function planFunction(
  desired: DesiredFunction,
  observed: ObservedFunction,
  stack: StackPlan,
  changes: TemplateDifference | undefined,
): FunctionPlan {
  const { live, latest, alias } = observed;
  const setsDescription = alias !== undefined && alias.description !== desired.alias.description;
  const plan = (action: Action, reason: Reason, upload: boolean): FunctionPlan => ({
    desired,
    action,
    reason,
    setsDescription,
    upload,
  });
  if (stack.action === "create") return { ...plan("create", "new", true), setsDescription: false };
  if (!live || !latest) {
    if (stack.action === "update") return plan("create", "new", true);
    throw new FerryError(
      "FunctionMissing",
      `the stack ${stack.desired.name} is up to date, but ${latest ? `the alias live of ${desired.name}` : `the function ${desired.name}`} is missing: it was deleted outside CloudFormation`,
      { next: "destroy the service in this environment and deploy it again, or restore what was deleted" },
    );
  }
  const upload = latest.sha256 !== desired.artifact.digest.sha256;
  if (live.sha256 !== desired.artifact.digest.sha256) return plan("update", "code", upload);
  if (configurationDiffers(live, latest) || reconfigures(stack, changes, desired))
    return plan("update", "configuration", upload);
  return setsDescription ? plan("update", "alias", false) : plan("none", "none", false);
}

/** `$LATEST` has the settings of the next version: a difference means that a stack update is not yet published. */
function configurationDiffers(live: FunctionVersion, latest: FunctionVersion): boolean {
  return !isDeepStrictEqual(live.configuration, latest.configuration);
}

/**
 * Properties of `AWS::Lambda::Function` that are not settings of a version: the stack does not manage code, and the others belong
 * to the function as a whole.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html
 */
const NOT_VERSIONED = new Set([
  "Code",
  "CodeSigningConfigArn",
  "Description",
  "RecursiveLoop",
  "ReservedConcurrentExecutions",
  "RuntimeManagementConfig",
  "Tags",
]);

/**
 * Whether the stack's update changes the function's settings, directly or through a replaced resource that they refer to. Assumed
 * if the changes are unknown.
 */
function reconfigures(
  { desired, action }: StackPlan,
  changes: TemplateDifference | undefined,
  { artifact }: DesiredFunction,
): boolean {
  if (action !== "update") return false;
  if (!changes) return true;
  const id = findFunctionId(desired.artifact.template, artifact.name);
  const change = changes.resources.find(({ logicalId }) => logicalId === id);
  return change !== undefined && (change.action !== "change" || change.properties.some(isSetting));
}

function isSetting({ path }: PropertyChange): boolean {
  const [member, property = ""] = path.split(/[.[]/, 2);
  return member === "Properties" && !NOT_VERSIONED.has(property);
}
