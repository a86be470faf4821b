import {
  ContinueUpdateRollbackCommand,
  RollbackStackCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { TestAccount } from "./account.fixture";
import { GATE_TYPE, Gate } from "./gate.fixture";
import { lambdaFunction, logGroup, role } from "./templates.fixture";

let account: TestAccount;
let gate: Gate;

beforeEach(async () => {
  gate = new Gate();
  account = await TestAccount.start({ providers: () => [gate.provider] });
});

afterEach(async () => {
  await account.remove();
});

const before = { Resources: { Role: role(), Logs: logGroup({ LogGroupName: "logs", RetentionInDays: 7 }) } };

/** Changes the log group, then waits at the gate, then fails. */
const failing = {
  Resources: {
    Role: role(),
    Logs: logGroup({ LogGroupName: "logs", RetentionInDays: 14 }),
    Gate: { Type: GATE_TYPE, DependsOn: "Logs" },
    Function: { ...lambdaFunction({ MemorySize: 64 }), DependsOn: "Gate" },
  },
};

async function retention(): Promise<number | undefined> {
  const { logGroups = [] } = await account.services.logs.describeLogGroups({ logGroupNamePrefix: "logs" });
  return logGroups[0]?.retentionInDays;
}

/** A stack whose rollback has failed, because its log group was deleted outside CloudFormation. */
async function failedRollback(): Promise<void> {
  await account.create("stack", before);
  const update = account.update("stack", failing);
  await gate.entered;
  await account.services.logs.deleteLogGroup({ logGroupName: "logs" });
  gate.open();
  const stack = await update;
  expect([stack.StackStatus, stack.StackStatusReason]).toEqual([
    "UPDATE_ROLLBACK_FAILED",
    "The following resource(s) failed to update: [Logs]. ",
  ]);
}

describe("a rollback that fails", () => {
  it("can be continued when the obstacle has been removed", async () => {
    await failedRollback();
    await account.services.logs.createLogGroup({ logGroupName: "logs" });
    await account.client.send(new ContinueUpdateRollbackCommand({ StackName: "stack" }));
    expect((await account.settled("stack")).StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
    expect(await retention()).toBe(7);
    expect(await account.events("stack", /^Gate DELETE_COMPLETE/)).toHaveLength(1);
  });

  it("can leave out the resources in its way", async () => {
    await failedRollback();
    const update = new UpdateStackCommand({ StackName: "stack", UsePreviousTemplate: true });
    await expect(account.client.send(update)).rejects.toThrow(
      "is in UPDATE_ROLLBACK_FAILED state and can not be updated.",
    );
    const wrong = { StackName: "stack", ResourcesToSkip: ["Role"] };
    await expect(account.client.send(new ContinueUpdateRollbackCommand(wrong))).rejects.toThrow("[Role]");
    const skip = { StackName: "stack", ResourcesToSkip: ["Logs"] };
    await account.client.send(new ContinueUpdateRollbackCommand(skip));
    expect((await account.settled("stack")).StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
  });
});

describe("an update in EXPRESS mode", () => {
  it("is not rolled back unless it says so, nor afterwards", async () => {
    await account.create("stack", before);
    gate.open();
    const express = { DeploymentConfig: { Mode: "EXPRESS" } } as const;
    const { DeploymentConfig, StackStatus } = await account.update("stack", failing, express);
    expect([StackStatus, DeploymentConfig]).toEqual(["UPDATE_FAILED", { Mode: "EXPRESS" }]);
    const rollback = new RollbackStackCommand({ StackName: "stack" });
    await expect(account.client.send(rollback)).rejects.toThrow("EXPRESS mode and can not be rolled back");
  });

  it("is rolled back where that is asked for, and the next one is a standard one again", async () => {
    await account.create("stack", before);
    gate.open();
    const DeploymentConfig = { Mode: "EXPRESS", DisableRollback: false } as const;
    const failed = await account.update("stack", failing, { DeploymentConfig });
    expect([failed.StackStatus, failed.DeploymentConfig]).toEqual([
      "UPDATE_ROLLBACK_COMPLETE",
      DeploymentConfig,
    ]);
    const next = await account.update("stack", { Resources: { Role: role() } });
    expect([next.StackStatus, next.DeploymentConfig]).toEqual(["UPDATE_COMPLETE", undefined]);
  });

  it("is refused with a second word on rollback", async () => {
    await account.create("stack", before);
    const both = { DisableRollback: true, DeploymentConfig: { Mode: "EXPRESS" } } as const;
    await expect(account.update("stack", failing, both)).rejects.toThrow("together with DeploymentConfig");
  });
});

describe("an update with rollback disabled", () => {
  it("stays as it is when it fails, until rollback is asked for", async () => {
    await account.create("stack", before);
    gate.open();
    const stack = await account.update("stack", failing, { DisableRollback: true });
    expect([stack.StackStatus, await retention()]).toEqual(["UPDATE_FAILED", 14]);
    await account.client.send(new RollbackStackCommand({ StackName: "stack" }));
    expect((await account.settled("stack")).StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
    expect(await retention()).toBe(7);
  });
});
