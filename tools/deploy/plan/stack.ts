import { isDeepStrictEqual } from "node:util";
import { FerryError } from "../error";
import { own } from "../json/own";
import type { ObservedStack } from "../model/observed";
import { mayHoldResources, situation } from "../model/situation";
import { sameResult } from "../template/evaluation/same-result";
import { isHidden } from "../template/parameter";
import { type DesiredStack, ENVIRONMENT_TAG, OWNER_TAG, SERVICE_TAG, TEMPLATE_TAG } from "./desired";
import { withDeployedCode } from "./first-code";
import { templateToSend } from "./instantiation";
import type { FirstStep, StackPlan } from "./plan";

/** Plans a stack. A foreign stack of the same name is refused, as is one that needs manual intervention. */
export function planStack(desired: DesiredStack, observed: ObservedStack | undefined): StackPlan {
  const plan = (action: StackPlan["action"], first?: FirstStep["action"]): StackPlan => {
    const existing = action === "create" ? undefined : observed;
    const wanted = existing ? withDeployedCode(desired, existing) : desired;
    return {
      desired: action === "update" ? keepOwner(wanted, observed) : wanted,
      action,
      first: first && observed && { action: first, status: observed.status },
      // Without a change, nothing is sent: the most frequent case.
      sent: action === "none" ? desired.artifact : templateToSend(wanted, existing),
      protect: desired.protected && !observed?.terminationProtected,
    };
  };
  if (!observed) return plan("create");
  requireOwn(desired.tags[SERVICE_TAG], observed);
  switch (situation(observed.status)) {
    case "reserved":
      return plan("create");
    case "dead":
      if (mayHoldResources(observed.status) || observed.terminationProtected)
        requireDeletable(desired, observed);
      return plan("create", "delete");
    case "stuck":
      if (desired.continueRollback && canRollBack(observed)) return plan("update", "continue-rollback");
      throw stuck(observed);
    default:
      return plan(isCurrent(desired, observed) ? "none" : "update");
  }
}

/** An update sends all tags anew, and removes those that it does not send. */
function keepOwner(desired: DesiredStack, observed: ObservedStack | undefined): DesiredStack {
  const owner = observed?.tags[OWNER_TAG];
  return owner === undefined ? desired : { ...desired, tags: { ...desired.tags, [OWNER_TAG]: owner } };
}

/**
 * Whether a stuck stack can be rolled back: CloudFormation does not allow RollbackStack after a change in EXPRESS mode.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-express-mode.html
 */
function canRollBack({ status, express }: ObservedStack): boolean {
  return status !== "UPDATE_FAILED" || !express;
}

/** In a protected environment, only `destroy`, confirmed with the environment's name, deletes a stack. */
function requireDeletable(desired: DesiredStack, observed: ObservedStack): void {
  if (!desired.protected) {
    requireUnprotected(observed);
    return;
  }
  const { name, status, statusReason } = observed;
  const reason = statusReason?.trim();
  const service = desired.tags[SERVICE_TAG];
  const environment = desired.tags[ENVIRONMENT_TAG];
  throw new FerryError(
    "StackStuck",
    `the stack ${name} is ${status}${reason ? `: ${reason}` : ""}. It can only be deleted, and deploy deletes nothing in a protected environment`,
    {
      next: `back up the data that it may still hold, then destroy ${service} (--env ${environment} --yes --confirm ${environment}) and deploy it again`,
    },
  );
}

/**
 * In an environment that is not protected, termination protection stays on: it was turned on manually, or the environment used to
 * be protected.
 */
export function requireUnprotected({ name, terminationProtected }: ObservedStack): void {
  if (!terminationProtected) return;
  throw new FerryError(
    "StackStuck",
    `the stack ${name} has termination protection, although its environment is not protected: Ferry does not delete it`,
    {
      next: `if it may be deleted: aws cloudformation update-termination-protection --no-enable-termination-protection --stack-name ${name}, then run the same command again`,
    },
  );
}

/** The message quotes CloudFormation's reason, which names the resources. */
function stuck(observed: ObservedStack): FerryError {
  const { name, status, statusReason } = observed;
  const reason =
    statusReason?.trim() ?? (status === "UPDATE_FAILED" ? "an update failed" : "a rollback failed");
  return new FerryError("StackStuck", `the stack ${name} is ${status}: ${reason}`, {
    next: canRollBack(observed) ? wayBack(observed) : wayOut(observed),
  });
}

function wayBack({ name, status }: ObservedStack): string {
  return status === "UPDATE_FAILED"
    ? `deploy with --continue-rollback, which first rolls it back (aws cloudformation rollback-stack --stack-name ${name})`
    : `restore the resources it names to their state before the update, then deploy with --continue-rollback; to skip one: aws cloudformation continue-update-rollback --stack-name ${name} --resources-to-skip <its logical id>`;
}

/** In that state CloudFormation accepts only updates without rollback. Ferry makes none, since they might fail half-way again. */
function wayOut({ name }: ObservedStack): string {
  return `update it to the last template that worked: aws cloudformation update-stack --stack-name ${name} --template-body file://<that template> --capabilities CAPABILITY_NAMED_IAM --deployment-config Mode=EXPRESS,DisableRollback=true --parameters <as before>; or, if its data is not needed, destroy the service there and deploy it (after EXPRESS mode, CloudFormation does not allow rollback-stack)`;
}

/** Whether the stack has the desired template, parameters and tags. */
export function isCurrent(wanted: DesiredStack, observed: ObservedStack): boolean {
  const desired = withDeployedCode(wanted, observed);
  return hasTemplate(desired, observed) && hasParameters(desired, observed) && hasTags(desired, observed);
}

/** Only Ferry's tags count: one that was removed or changed is restored. */
function hasTags({ tags }: DesiredStack, observed: ObservedStack): boolean {
  return Object.entries(tags).every(([key, value]) => observed.tags[key] === value);
}

/** The tag decides, except after a rollback, which may leave a tag that does not match the template: then the text decides. */
export function hasTemplate(desired: DesiredStack, observed: ObservedStack): boolean {
  if (observed.tags[TEMPLATE_TAG] !== desired.artifact.digest) return false;
  if (!rolledBack(observed)) return true;
  // Older deployers sent the template unchanged: to CloudFormation, both are the same.
  return [desired.artifact, templateToSend(desired, observed)].some(({ body }) =>
    sameDocument(observed.template, body),
  );
}

function sameDocument(deployed: string | undefined, desired: string): boolean {
  if (deployed === undefined) return false;
  try {
    return isDeepStrictEqual(JSON.parse(deployed), JSON.parse(desired));
  } catch {
    return false;
  }
}

/**
 * CloudFormation masks NoEcho parameters. Their values are always the defaults, which comparing the template covers. A value that
 * is not known counts as the observed one, and so does one that makes no difference: where `orders` is, to a stack that does not
 * hear it.
 */
function hasParameters(desired: DesiredStack, observed: ObservedStack): boolean {
  const { template } = desired.artifact;
  const names = new Set([...Object.keys(desired.parameters), ...Object.keys(observed.parameters)]);
  const isOpen = (name: string): boolean =>
    desired.unresolved.includes(name) && Object.hasOwn(observed.parameters, name);
  const same = [...names].every(
    (name) =>
      isOpen(name) ||
      isHidden(own(template.parameters, name)) ||
      own(desired.parameters, name) === own(observed.parameters, name),
  );
  if (same) return true;
  const open = Object.entries(observed.parameters).filter(([name]) => isOpen(name));
  return sameResult(template, { ...desired.parameters, ...Object.fromEntries(open) }, observed.parameters);
}

/** Whether the plan depends on the text of the deployed template, which takes a call. */
export function needsTemplate(desired: DesiredStack, observed: ObservedStack): boolean {
  const where = situation(observed.status);
  if (where === "stuck") return desired.continueRollback && canRollBack(observed);
  if (where === "dead") return mayHoldResources(observed.status);
  return where === "steady" && (rolledBack(observed) || !isCurrent(desired, observed));
}

/** Whether its tags may be those of a change that was undone. */
export function rolledBack(observed: ObservedStack): boolean {
  return observed.status.includes("ROLLBACK");
}

/** Requires Ferry's tags. A reserved stack has none until its first change set is executed. */
export function requireOwn(service: string | undefined, observed: ObservedStack): void {
  const owner = observed.tags[SERVICE_TAG];
  if (owner === service || situation(observed.status) === "reserved") return;
  throw new FerryError(
    "StackForeign",
    `a stack ${observed.name} already exists, and ${owner === undefined ? "Ferry did not create it" : `it belongs to the service "${owner}"`}`,
    { next: "deploy to another environment, or rename the service" },
  );
}
