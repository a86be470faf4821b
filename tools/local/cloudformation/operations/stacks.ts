import { randomUUID } from "node:crypto";
import { z } from "zod";
import { ACCOUNT_ID } from "../../protocol/account-id";
import { AwsError } from "../../protocol/error";
import { Journal } from "../stack/journal";
import { isInProgress, type Operation, type StackRecord, type StackStatus } from "../stack/records";
import type { StackStore } from "../stack/store";
import { validationError } from "../template/template-error";
import { clientToken, deploymentFields, flag, list, newStackName, unsupported } from "../wire/inputs";
import { planFor, readDeployment, templateText } from "./deployment";
import { findStack, requireStack } from "./find";
import { type Context, operation } from "./operation";

/** Reason of the events that begin what a request asked for. */
export const USER_INITIATED = "User Initiated";

const UPDATABLE: readonly StackStatus[] = ["CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"];

const stackPolicy = unsupported("there are no stack policies");

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html */
export const createStack = operation(
  z.strictObject({
    ...deploymentFields,
    StackName: newStackName,
    DisableRollback: flag.optional(),
    OnFailure: z.enum(["DO_NOTHING", "ROLLBACK", "DELETE"]).optional(),
    ClientRequestToken: clientToken.optional(),
    EnableTerminationProtection: flag.optional(),
    RetainExceptOnCreate: flag.optional(),
    TimeoutInMinutes: unsupported("operations have no time limit"),
    StackPolicyBody: stackPolicy,
    StackPolicyURL: stackPolicy,
  }),
  async (input, context) => {
    const text = await templateText(input, context);
    const existing = findStack(context.store, input.StackName);
    if (existing !== undefined) {
      const repeated = input.ClientRequestToken !== undefined && existing.token === input.ClientRequestToken;
      if (repeated) return { StackId: existing.stackId };
      throw new AwsError("AlreadyExistsException", 400, `Stack [${input.StackName}] already exists`);
    }
    if (input.OnFailure !== undefined && input.DisableRollback !== undefined) {
      throw validationError("You can specify either DisableRollback or OnFailure, but not both.");
    }
    const deployment = readDeployment(text, input, undefined, context);
    const stack = newStack(input.StackName, context);
    const { imports } = planFor(deployment, stack, context);
    const disabled = input.DisableRollback ?? input.DeploymentConfig?.DisableRollback ?? false;
    const onFailure = input.OnFailure ?? (disabled ? "DO_NOTHING" : "ROLLBACK");
    context.store.putStack({ ...stack, terminationProtection: input.EnableTerminationProtection ?? false });
    beginCreation(context, stack.stackId, {
      operation: {
        ...newOperation("CREATE", input.ClientRequestToken),
        target: deployment,
        onFailure,
        retainExceptOnCreate: input.RetainExceptOnCreate ?? false,
      },
      imports,
      disableRollback: onFailure === "DO_NOTHING",
      ...(input.DeploymentConfig === undefined ? {} : { deploymentConfig: input.DeploymentConfig }),
    });
    return { StackId: stack.stackId };
  },
);

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateStack.html */
export const updateStack = operation(
  z.strictObject({
    ...deploymentFields,
    StackName: z.string(),
    UsePreviousTemplate: flag.optional(),
    DisableRollback: flag.optional(),
    ClientRequestToken: clientToken.optional(),
    RetainExceptOnCreate: flag.optional(),
    StackPolicyBody: stackPolicy,
    StackPolicyURL: stackPolicy,
    StackPolicyDuringUpdateBody: stackPolicy,
    StackPolicyDuringUpdateURL: stackPolicy,
  }),
  async (input, context) => {
    const text = await templateText(input, context);
    const stack = requireLiveStack(context.store, input.StackName);
    if (input.ClientRequestToken !== undefined && stack.token === input.ClientRequestToken) {
      return { StackId: stack.stackId };
    }
    refuseUnlessUpdatable(stack);
    const deployment = readDeployment(text, input, stack.deployed, context);
    const { changesAnything, imports } = planFor(deployment, stack, context);
    if (!changesAnything) throw validationError("No updates are to be performed.");
    for (const changeSet of context.store.changeSets(stack.stackId)) {
      context.store.putChangeSet({ ...changeSet, executionStatus: "OBSOLETE" });
    }
    const disabled = input.DisableRollback ?? input.DeploymentConfig?.DisableRollback ?? false;
    beginUpdate(context, stack, {
      operation: {
        ...newOperation("UPDATE", input.ClientRequestToken),
        target: deployment,
        onFailure: disabled ? "DO_NOTHING" : "ROLLBACK",
        retainExceptOnCreate: input.RetainExceptOnCreate ?? false,
      },
      imports,
      disableRollback: disabled,
    });
    return { StackId: stack.stackId };
  },
);

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteStack.html */
export const deleteStack = operation(
  z.strictObject({
    StackName: z.string(),
    RetainResources: list(z.string()).optional(),
    ClientRequestToken: clientToken.optional(),
    DeletionMode: z.literal("STANDARD").optional(),
    DeploymentConfig: deploymentFields.DeploymentConfig,
    RoleARN: deploymentFields.RoleARN,
  }),
  async (input, context) => {
    const { store, engine } = context;
    const found = findStack(store, input.StackName);
    if (found === undefined || found.status === "DELETE_COMPLETE" || found.status === "DELETE_IN_PROGRESS")
      return {};
    if (found.terminationProtection) {
      throw validationError(
        `Stack [${found.stackName}] cannot be deleted while TerminationProtection is enabled`,
      );
    }
    if (isInProgress(found.status) && found.status !== "CREATE_IN_PROGRESS") {
      throw validationError(`Stack [${found.stackId}] cannot be deleted while in status ${found.status}`);
    }
    if ((input.RetainResources ?? []).length > 0 && found.status !== "DELETE_FAILED") {
      throw validationError(
        `Invalid operation on stack [${found.stackId}]. When you delete a stack, specify which resources to retain only when the stack is in the DELETE_FAILED state.`,
      );
    }
    await engine.cancel(found.stackId);
    const stack = requireStack(store, found.stackId);
    if (stack.status === "DELETE_COMPLETE" || stack.status === "DELETE_IN_PROGRESS") return {};
    const deletion: Operation = {
      ...newOperation("DELETE", input.ClientRequestToken),
      skip: input.RetainResources ?? [],
    };
    engine.begin(stack.stackId, deletion, "DELETE_IN_PROGRESS", USER_INITIATED, tokenOf(deletion));
    return {};
  },
);

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateTerminationProtection.html */
export const updateTerminationProtection = operation(
  z.strictObject({ StackName: z.string(), EnableTerminationProtection: flag }),
  (input, { store }) => {
    const stack = requireStack(store, input.StackName);
    if (stack.status === "DELETE_COMPLETE" || stack.status === "DELETE_IN_PROGRESS") {
      throw validationError(`Stack [${stack.stackName}] is in ${stack.status} state and can not be updated.`);
    }
    new Journal(store, stack.stackId).change({ terminationProtection: input.EnableTerminationProtection });
    return { StackId: stack.stackId };
  },
);

/** A stack that is not in the store yet. */
export function newStack(stackName: string, { region }: Context): StackRecord {
  return {
    stackId: `arn:aws:cloudformation:${region}:${ACCOUNT_ID}:stack/${stackName}/${randomUUID()}`,
    stackName,
    region,
    status: "REVIEW_IN_PROGRESS",
    createdAt: new Date().toISOString(),
    terminationProtection: false,
    disableRollback: false,
    outputs: [],
    imports: [],
  };
}

export function newOperation(kind: Operation["kind"], token: string | undefined): Operation {
  return {
    kind,
    phase: "FORWARD",
    ...(token === undefined ? {} : { token }),
    before: [],
    importsBefore: [],
    onFailure: "ROLLBACK",
    retainExceptOnCreate: false,
    skip: [],
  };
}

interface Beginning extends Partial<StackRecord> {
  readonly operation: Operation;
  /** Names of the exports that the target uses. */
  readonly imports: readonly string[];
}

export function beginCreation(
  { engine }: Context,
  stackId: string,
  { operation, ...changes }: Beginning,
): void {
  const target = operation.target === undefined ? {} : { deployed: operation.target };
  engine.begin(stackId, operation, "CREATE_IN_PROGRESS", USER_INITIATED, {
    ...changes,
    ...target,
    ...tokenOf(operation),
  });
}

export function beginUpdate({ engine, store }: Context, stack: StackRecord, beginning: Beginning): void {
  const { operation, imports, ...changes } = beginning;
  const journaled = { ...operation, before: store.resources(stack.stackId), importsBefore: stack.imports };
  engine.begin(stack.stackId, journaled, "UPDATE_IN_PROGRESS", USER_INITIATED, {
    ...changes,
    imports: [...new Set([...stack.imports, ...imports])],
    updatedAt: new Date().toISOString(),
    ...tokenOf(operation),
  });
}

/** The stack of an update: one that is deleted counts as missing. */
export function requireLiveStack(store: StackStore, nameOrId: string): StackRecord {
  const stack = findStack(store, nameOrId);
  if (stack !== undefined && stack.status !== "DELETE_COMPLETE") return stack;
  throw validationError(`Stack [${nameOrId}] does not exist`);
}

export function refuseUnlessUpdatable({ stackId, status }: StackRecord): void {
  if (UPDATABLE.includes(status)) return;
  throw validationError(`Stack:${stackId} is in ${status} state and can not be updated.`);
}

function tokenOf({ token }: Operation): { token?: string } {
  return token === undefined ? {} : { token };
}
