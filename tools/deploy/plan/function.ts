import { isDeepStrictEqual } from "node:util";
import { FerryError } from "../error";
import type { FunctionVersion, ObservedFunction } from "../model/observed";
import type { PropertyChange, TemplateDifference } from "../template/difference/difference";
import { findFunctionId } from "../template/template";
import type { DesiredFunction } from "./desired";
import type { Action, FunctionPlan, Reason, StackPlan } from "./plan";

/**
 * Compares one function with what it is to be once the stack is as planned.
 * @param changes what the plan of the stack does to its resources, where that can be told
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
      `the stack ${stack.desired.name} is up to date, but ${latest ? `the alias live of ${desired.name}` : `the function ${desired.name}`} is gone: it was deleted past CloudFormation`,
      { next: "destroy the service in this environment and deploy it again, or restore what was deleted" },
    );
  }
  const upload = latest.sha256 !== desired.artifact.digest.sha256;
  if (live.sha256 !== desired.artifact.digest.sha256) return plan("update", "code", upload);
  if (configurationDiffers(live, latest) || reconfigures(stack, changes, desired))
    return plan("update", "configuration", upload);
  return setsDescription ? plan("update", "alias", false) : plan("none", "none", false);
}

/** `$LATEST` has what the next version will have: a difference means that a stack update was not yet published. */
function configurationDiffers(live: FunctionVersion, latest: FunctionVersion): boolean {
  return !isDeepStrictEqual(live.configuration, latest.configuration);
}

/**
 * Properties of `AWS::Lambda::Function` that no version has: code is no business of the stack, and the others are of the function
 * as a whole.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html
 */
const OF_NO_VERSION = new Set([
  "Code",
  "CodeSigningConfigArn",
  "Description",
  "RecursiveLoop",
  "ReservedConcurrentExecutions",
  "RuntimeManagementConfig",
  "Tags",
]);

/**
 * Whether the stack's update gives the function other settings: by its own properties, or by a replaced resource that they refer to.
 * Where it cannot be told what stands there, it may well.
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
  return member === "Properties" && !OF_NO_VERSION.has(property);
}
