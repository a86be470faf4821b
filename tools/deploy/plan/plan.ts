import type { Template } from "../template/template";
import type { DesiredFunction, DesiredStack } from "./desired";

export type Action = "create" | "update" | "none";

/**
 * Why a function changes: it is new, its code differs, or its configuration, or only what its alias is described as, or it goes back
 * to an older version; `none` where it does not change.
 */
export type Reason = "new" | "code" | "configuration" | "alias" | "rollback" | "none";

/** What is to be done for one service. */
export interface ServicePlan {
  readonly stack: StackPlan;
  readonly functions: readonly FunctionPlan[];
}

export interface StackPlan {
  readonly desired: DesiredStack;
  readonly action: Action;
  /** What has to be done before, where the stack is in a state that no change can start from. */
  readonly first: FirstStep | undefined;
  /** The template as CloudFormation is to get it (`withSettledAliases`), and its SHA-256 in hexadecimal. */
  readonly sent: { readonly body: string; readonly digest: string; readonly template: Template };
  /** Termination protection has to be turned on. */
  readonly protect: boolean;
}

export interface FirstStep {
  /** Delete what a failed creation or deletion left under that name, or continue a rollback that failed. */
  readonly action: "delete" | "continue-rollback";
  /** CloudFormation's status that requires it. */
  readonly status: string;
}

export interface FunctionPlan {
  readonly desired: DesiredFunction;
  readonly action: Action;
  readonly reason: Reason;
  /** Whether the alias `live` gets another description. */
  readonly setsDescription: boolean;
  /** Whether bytes have to go up. Not so where `$LATEST` already holds them, as after a deploy that was killed. */
  readonly upload: boolean;
}

/** Whether a new version is to be made live. */
export function publishes({ action, reason }: FunctionPlan): boolean {
  return action !== "none" && reason !== "alias";
}

/** Whether applying the plan writes anything. */
export function writes(plan: ServicePlan): boolean {
  const { stack, functions } = plan;
  return stack.action !== "none" || stack.protect || functions.some(({ action }) => action !== "none");
}
