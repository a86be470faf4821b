import { z } from "zod";
import { Journal } from "../stack/journal";
import type { Operation } from "../stack/records";
import { validationError } from "../template/template-error";
import { clientToken, deploymentFields, flag, list, unsupported } from "../wire/inputs";
import { USER_INITIATED } from "./begin";
import { requireStack } from "./find";
import { operation } from "./operation";

/**
 * Takes up the rollback of an update that failed, leaving out the resources to skip.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ContinueUpdateRollback.html
 */
export const continueUpdateRollback = operation(
  z.strictObject({
    StackName: z.string(),
    ResourcesToSkip: list(z.string()).optional(),
    ClientRequestToken: clientToken.optional(),
    ForceRollback: unsupported("there are no nested stacks to force"),
    RoleARN: deploymentFields.RoleARN,
  }),
  (input, { store, engine }) => {
    const { stackId, status, operation: failed } = requireStack(store, input.StackName);
    if (status !== "UPDATE_ROLLBACK_FAILED" || failed === undefined) {
      throw validationError(`Stack:${stackId} is in ${status} state and can not continue update rollback.`);
    }
    const journal = new Journal(store, stackId);
    const skip = input.ResourcesToSkip ?? [];
    const notFailed = skip.filter((logicalId) => journal.resource(logicalId)?.status !== "UPDATE_FAILED");
    if (notFailed.length > 0) {
      throw validationError(
        `The following resources cannot be skipped, because they are not in the UPDATE_FAILED state: [${notFailed.join(", ")}]`,
      );
    }
    const next = restarted(failed, input.ClientRequestToken, skip);
    engine.begin(stackId, next, "UPDATE_ROLLBACK_IN_PROGRESS", USER_INITIATED);
    return {};
  },
);

/**
 * Rolls back what failed with rollback disabled.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_RollbackStack.html
 */
export const rollbackStack = operation(
  z.strictObject({
    StackName: z.string(),
    ClientRequestToken: clientToken.optional(),
    RetainExceptOnCreate: flag.optional(),
    DeploymentConfig: deploymentFields.DeploymentConfig,
    RoleARN: deploymentFields.RoleARN,
  }),
  (input, { store, engine }) => {
    const { stackId, status, operation: failed, deploymentConfig } = requireStack(store, input.StackName);
    if (deploymentConfig?.Mode === "EXPRESS") {
      throw validationError(`Stack:${stackId} was last changed in EXPRESS mode and can not be rolled back.`);
    }
    if ((status !== "CREATE_FAILED" && status !== "UPDATE_FAILED") || failed === undefined) {
      throw validationError(`Stack:${stackId} is in ${status} state and can not be rolled back.`);
    }
    const next = {
      ...restarted(failed, input.ClientRequestToken, []),
      retainExceptOnCreate: input.RetainExceptOnCreate ?? failed.retainExceptOnCreate,
    };
    const rolling = status === "CREATE_FAILED" ? "ROLLBACK_IN_PROGRESS" : "UPDATE_ROLLBACK_IN_PROGRESS";
    engine.begin(stackId, next, rolling, USER_INITIATED);
    return { StackId: stackId };
  },
);

function restarted(failed: Operation, token: string | undefined, skip: readonly string[]): Operation {
  const { token: _, ...rest } = failed;
  return {
    ...rest,
    ...(token === undefined ? {} : { token }),
    phase: "ROLLBACK",
    onFailure: "ROLLBACK",
    skip,
  };
}
