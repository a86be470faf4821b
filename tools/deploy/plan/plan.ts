import type { Template } from "../template/template";
import type { DesiredFunction, DesiredStack } from "./desired";

export type Action = "create" | "update" | "none";

/**
 * Why a function changes: it is new, its code or its configuration differs, or only its alias's description, or it is rolled back
 * to an older version; `none` if it does not change.
 */
export type Reason = "new" | "code" | "configuration" | "alias" | "rollback" | "none";

/** What has to be done for one service. */
export interface ServicePlan {
  readonly stack: StackPlan;
  readonly functions: readonly FunctionPlan[];
  /** Items to be written into its tables; absent for none. */
  readonly seed?: SeedPlan | undefined;
}

/** Numbers of items by the table's logical id. */
export type SeedPlan = Readonly<Record<string, number>>;

export interface StackPlan {
  readonly desired: DesiredStack;
  readonly action: Action;
  /** What has to be done first, if the stack is in a state that does not allow a change. */
  readonly first: FirstStep | undefined;
  /** The template as sent to CloudFormation (`withSettledAliases`), and its SHA-256 in hexadecimal. */
  readonly sent: { readonly body: string; readonly digest: string; readonly template: Template };
  /** Whether termination protection has to be turned on. */
  readonly protect: boolean;
}

export interface FirstStep {
  /** Delete what a failed creation or deletion left under that name, or continue a failed rollback. */
  readonly action: "delete" | "continue-rollback";
  /** CloudFormation's status that requires it. */
  readonly status: string;
}

export interface FunctionPlan {
  readonly desired: DesiredFunction;
  readonly action: Action;
  readonly reason: Reason;
  /** Whether the description of the alias `live` changes. */
  readonly setsDescription: boolean;
  /** Whether the code has to be uploaded. Not if `$LATEST` already has it, as after a killed deploy. */
  readonly upload: boolean;
}

/** Whether a new version is to be made live. */
export function publishes({ action, reason }: FunctionPlan): boolean {
  return action !== "none" && reason !== "alias";
}

/** Whether applying the plan writes anything. */
export function writes(plan: ServicePlan): boolean {
  const { stack, functions, seed } = plan;
  return (
    stack.action !== "none" ||
    stack.protect ||
    seed !== undefined ||
    functions.some(({ action }) => action !== "none")
  );
}
