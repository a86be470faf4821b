import { z } from "zod";
import { AwsError } from "../../protocol/error";
import { Journal } from "../stack/journal";
import { isInProgress, type Operation } from "../stack/records";
import { validationError } from "../template/template-error";
import { clientToken, deploymentFields, flag, list, newStackName, unsupported } from "../wire/inputs";
import {
  beginCreation,
  beginUpdate,
  newOperation,
  newStack,
  refuseUnlessUpdatable,
  requireLiveStack,
  tokenOf,
  USER_INITIATED,
} from "./begin";
import { planFor, readDeployment, templateText } from "./deployment";
import { findStack, requireStack } from "./find";
import { operation } from "./operation";
import { rollbackDisabled } from "./rollback-setting";

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
    const disabled = rollbackDisabled(input);
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
    const disabled = rollbackDisabled(input);
    beginUpdate(context, stack, {
      operation: {
        ...newOperation("UPDATE", input.ClientRequestToken),
        target: deployment,
        onFailure: disabled ? "DO_NOTHING" : "ROLLBACK",
        retainExceptOnCreate: input.RetainExceptOnCreate ?? false,
      },
      imports,
      disableRollback: disabled,
      deploymentConfig: input.DeploymentConfig,
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
      ...(context.keepsStatus() ? { refusedTo: stack.status } : {}),
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
