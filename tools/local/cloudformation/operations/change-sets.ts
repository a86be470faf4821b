import { randomUUID } from "node:crypto";
import { z } from "zod";
import { ACCOUNT_ID } from "../../protocol/account-id";
import { AwsError } from "../../protocol/error";
import type { ChangeSetRecord } from "../changeset/record";
import { withoutValues, withValues } from "../changeset/values";
import { Journal } from "../stack/journal";
import type { StackRecord } from "../stack/records";
import { validationError } from "../template/template-error";
import {
  changeSetName,
  clientToken,
  deploymentFields,
  flag,
  newStackName,
  unsupported,
} from "../wire/inputs";
import {
  beginCreation,
  beginUpdate,
  newOperation,
  newStack,
  refuseUnlessUpdatable,
  requireLiveStack,
  USER_INITIATED,
} from "./begin";
import { planFor, readDeployment, templateText } from "./deployment";
import { parameterList, tagList } from "./describe";
import { findChangeSet, findStack, requireChangeSet, requireStack } from "./find";
import { type Context, operation } from "./operation";
import { page } from "./page";
import { rollbackDisabled } from "./rollback-setting";

const NO_CHANGES =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

const createChangeSetInput = z.strictObject({
  ...deploymentFields,
  StackName: z.union([newStackName, z.string().startsWith("arn:")]),
  ChangeSetName: changeSetName,
  ChangeSetType: z.enum(["CREATE", "UPDATE"]).optional(),
  UsePreviousTemplate: flag.optional(),
  ClientToken: clientToken.optional(),
  Description: z.string().max(1024).optional(),
  OnStackFailure: z.enum(["DO_NOTHING", "ROLLBACK", "DELETE"]).optional(),
  // No template can have nested stacks here, so it makes no difference whether they are included.
  IncludeNestedStacks: flag.optional(),
  ImportExistingResources: unsupported("resources cannot be imported"),
  ResourcesToImport: unsupported("resources cannot be imported"),
  DeploymentMode: unsupported("there is no drift detection"),
});

type CreateChangeSetInput = z.infer<typeof createChangeSetInput>;

/**
 * Finds out what a deployment would change. The type defaults to UPDATE; CREATE makes a stack in `REVIEW_IN_PROGRESS`.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateChangeSet.html
 */
export const createChangeSet = operation(createChangeSetInput, async (input, context) => {
  const text = await templateText(input, context);
  rollbackDisabled(input);
  const { store } = context;
  const type = input.ChangeSetType ?? "UPDATE";
  const existing = type === "CREATE" ? stackToCreate(input, context) : stackToUpdate(input, context);
  const same =
    existing && store.changeSets(existing.stackId).find((one) => one.changeSetName === input.ChangeSetName);
  if (same !== undefined) {
    const repeated = input.ClientToken !== undefined && same.token === input.ClientToken;
    if (repeated) return { Id: same.changeSetId, StackId: same.stackId };
    throw new AwsError(
      "AlreadyExistsException",
      400,
      `ChangeSet ${input.ChangeSetName} cannot be created due to a mismatch with existing attribute: it already exists`,
    );
  }
  const target = readDeployment(text, input, existing?.deployed, context);
  const stack = existing ?? newStack(input.StackName, context);
  const { changes, imports, changesAnything } = planFor(target, stack, context);
  if (existing === undefined) {
    store.putStack(stack);
    new Journal(store, stack.stackId).status("REVIEW_IN_PROGRESS", USER_INITIATED);
  }
  const record: ChangeSetRecord = {
    changeSetId: `arn:aws:cloudformation:${stack.region}:${ACCOUNT_ID}:changeSet/${input.ChangeSetName}/${randomUUID()}`,
    changeSetName: input.ChangeSetName,
    stackId: stack.stackId,
    stackName: stack.stackName,
    type,
    ...(changesAnything
      ? { status: "CREATE_COMPLETE", executionStatus: "AVAILABLE" }
      : { status: "FAILED", statusReason: NO_CHANGES, executionStatus: "UNAVAILABLE" }),
    createdAt: new Date().toISOString(),
    ...(input.Description === undefined ? {} : { description: input.Description }),
    ...(input.ClientToken === undefined ? {} : { token: input.ClientToken }),
    ...(input.OnStackFailure === undefined ? {} : { onStackFailure: input.OnStackFailure }),
    ...(input.DeploymentConfig === undefined ? {} : { deploymentConfig: input.DeploymentConfig }),
    target,
    changes,
    imports,
  };
  store.putChangeSet(record);
  return { Id: record.changeSetId, StackId: record.stackId };
});

const changeSetReference = { ChangeSetName: changeSetName, StackName: z.string().optional() };

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeChangeSet.html */
export const describeChangeSet = operation(
  z.strictObject({
    ...changeSetReference,
    NextToken: z.string().optional(),
    IncludePropertyValues: flag.optional(),
  }),
  (input, { store }) => {
    const record = requireChangeSet(store, input.ChangeSetName, input.StackName);
    const { items, nextToken } = page(record.changes, (change) => change.LogicalResourceId, input.NextToken);
    return {
      ...summary(record),
      Parameters: parameterList(record.target),
      Tags: tagList(record.target.tags),
      Capabilities: record.target.capabilities,
      OnStackFailure: record.onStackFailure,
      DeploymentConfig: record.deploymentConfig,
      NotificationARNs: [],
      RollbackConfiguration: {},
      Changes: items.map((change) => ({
        Type: "Resource",
        ResourceChange: input.IncludePropertyValues ? withValues(change) : withoutValues(change),
      })),
      NextToken: nextToken,
    };
  },
);

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListChangeSets.html */
export const listChangeSets = operation(
  z.strictObject({ StackName: z.string(), NextToken: z.string().optional() }),
  (input, { store }) => {
    const all = store.changeSets(requireStack(store, input.StackName).stackId);
    const { items, nextToken } = page(all, ({ changeSetId }) => changeSetId, input.NextToken);
    return { Summaries: items.map(summary), NextToken: nextToken };
  },
);

/**
 * One that is not there counts as deleted: the API has no error for it, and the CDK's command line deletes the last one without looking.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteChangeSet.html
 */
export const deleteChangeSet = operation(z.strictObject(changeSetReference), (input, { store }) => {
  const record = findChangeSet(store, input.ChangeSetName, input.StackName);
  if (record === undefined) return {};
  if (record.executionStatus === "EXECUTE_IN_PROGRESS") {
    throw invalidStatus(
      `ChangeSet [${record.changeSetId}] cannot be deleted in its current execution status of [EXECUTE_IN_PROGRESS]`,
    );
  }
  store.deleteChangeSet(record.changeSetId);
  return {};
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ExecuteChangeSet.html */
export const executeChangeSet = operation(
  z.strictObject({
    ...changeSetReference,
    ClientRequestToken: clientToken.optional(),
    DisableRollback: flag.optional(),
    RetainExceptOnCreate: flag.optional(),
  }),
  (input, context) => {
    const { store } = context;
    const record = requireChangeSet(store, input.ChangeSetName, input.StackName);
    const stack = requireStack(store, record.stackId);
    const begun = record.executionStatus.startsWith("EXECUTE_");
    if (begun && input.ClientRequestToken !== undefined && stack.token === input.ClientRequestToken)
      return {};
    if (record.executionStatus !== "AVAILABLE") {
      throw invalidStatus(
        `ChangeSet [${record.changeSetId}] cannot be executed in its current execution status of [${record.executionStatus}]`,
      );
    }
    const create = stack.status === "REVIEW_IN_PROGRESS";
    if (!create) refuseUnlessUpdatable(stack);
    const disabled = rollbackDisabled({ ...input, DeploymentConfig: record.deploymentConfig });
    const onFailure = record.onStackFailure ?? (disabled ? "DO_NOTHING" : "ROLLBACK");
    // Executing one change set invalidates all others of the stack.
    for (const { changeSetId } of store.changeSets(stack.stackId)) {
      if (changeSetId !== record.changeSetId) store.deleteChangeSet(changeSetId);
    }
    store.putChangeSet({ ...record, executionStatus: "EXECUTE_IN_PROGRESS" });
    const beginning = {
      operation: {
        ...newOperation(create ? "CREATE" : "UPDATE", input.ClientRequestToken),
        target: record.target,
        changeSetId: record.changeSetId,
        onFailure,
        retainExceptOnCreate: input.RetainExceptOnCreate ?? false,
      },
      imports: record.imports,
      changeSetId: record.changeSetId,
      disableRollback: onFailure === "DO_NOTHING",
      deploymentConfig: record.deploymentConfig,
    };
    if (create) beginCreation(context, stack.stackId, beginning);
    else beginUpdate(context, stack, beginning);
    return {};
  },
);

function stackToCreate(input: CreateChangeSetInput, { store }: Context): StackRecord | undefined {
  const existing = findStack(store, input.StackName);
  if (existing === undefined || existing.status === "REVIEW_IN_PROGRESS") return existing;
  throw validationError(
    `Stack [${existing.stackName}] already exists and cannot be created again with the changeSet [${input.ChangeSetName}].`,
  );
}

function stackToUpdate(input: CreateChangeSetInput, { store }: Context): StackRecord {
  const stack = requireLiveStack(store, input.StackName);
  refuseUnlessUpdatable(stack);
  return stack;
}

function summary(record: ChangeSetRecord): object {
  return {
    ChangeSetId: record.changeSetId,
    ChangeSetName: record.changeSetName,
    StackId: record.stackId,
    StackName: record.stackName,
    Status: record.status,
    StatusReason: record.statusReason,
    ExecutionStatus: record.executionStatus,
    CreationTime: record.createdAt,
    Description: record.description,
    IncludeNestedStacks: false,
  };
}

function invalidStatus(message: string): AwsError {
  return new AwsError("InvalidChangeSetStatus", 400, message);
}
