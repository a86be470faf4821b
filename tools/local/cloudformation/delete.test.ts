import {
  DeleteStackCommand,
  DescribeStackEventsCommand,
  ListExportsCommand,
  ListImportsCommand,
  ListStackResourcesCommand,
  UpdateTerminationProtectionCommand,
} from "@aws-sdk/client-cloudformation";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { TestAccount } from "./account.fixture";
import { GATE_TYPE, Gate } from "./gate.fixture";
import { lambdaFunction, logGroup, role } from "./templates.fixture";

let account: TestAccount;
const gate = new Gate();

beforeAll(async () => {
  account = await TestAccount.start({ providers: () => [gate.provider] });
});

afterAll(async () => {
  await account.remove();
});

/** Deletes a stack and waits; the id still finds it when it is gone. */
async function remove(StackId: string | undefined, input: object = {}) {
  await account.client.send(new DeleteStackCommand({ StackName: StackId, ...input }));
  return account.settled(StackId ?? "");
}

describe("a deletion", () => {
  it("deletes dependents before what they depend on, and retains what it is to", async () => {
    const template = {
      Resources: {
        Role: role(),
        Function: lambdaFunction(),
        Kept: logGroup({ LogGroupName: "deletion-kept" }, { DeletionPolicy: "Retain" }),
      },
    };
    const { StackId } = await account.create("deletion", template);
    expect((await remove(StackId)).StackStatus).toBe("DELETE_COMPLETE");
    expect(await account.events(StackId ?? "", /DELETE/)).toEqual([
      "deletion DELETE_IN_PROGRESS",
      "Kept DELETE_SKIPPED",
      "Function DELETE_IN_PROGRESS",
      "Function DELETE_COMPLETE",
      "Role DELETE_IN_PROGRESS",
      "Role DELETE_COMPLETE",
      "deletion DELETE_COMPLETE",
    ]);
    const { logGroups } = await account.services.logs.describeLogGroups({ logGroupNamePrefix: "deletion" });
    expect(logGroups).toHaveLength(1);
  });

  it("of a stack that there is not does nothing", async () => {
    await expect(
      account.client.send(new DeleteStackCommand({ StackName: "nothing" })),
    ).resolves.toBeDefined();
  });

  it("is refused while termination protection is on", async () => {
    const input = { EnableTerminationProtection: true };
    const { StackId } = await account.create("protected", { Resources: { A: logGroup() } }, input);
    await expect(remove(StackId)).rejects.toMatchObject({
      name: "ValidationError",
      message: "Stack [protected] cannot be deleted while TerminationProtection is enabled",
    });
    const off = { StackName: "protected", EnableTerminationProtection: false };
    await account.client.send(new UpdateTerminationProtectionCommand(off));
    expect((await remove(StackId)).StackStatus).toBe("DELETE_COMPLETE");
  });

  it("that fails says which resource, and leaves it out on request", async () => {
    const table = {
      Type: "AWS::DynamoDB::Table",
      Properties: {
        TableName: "undeletable",
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        BillingMode: "PAY_PER_REQUEST",
        DeletionProtectionEnabled: true,
      },
    };
    const { StackId } = await account.create("undeletable", {
      Resources: { Table: table, Logs: logGroup() },
    });
    const failed = await remove(StackId);
    expect([failed.StackStatus, failed.StackStatusReason]).toEqual([
      "DELETE_FAILED",
      "The following resource(s) failed to delete: [Table]. ",
    ]);
    expect((await remove(StackId, { RetainResources: ["Table"] })).StackStatus).toBe("DELETE_COMPLETE");
    const { StackResourceSummaries = [] } = await account.client.send(
      new ListStackResourcesCommand({ StackName: StackId }),
    );
    expect(StackResourceSummaries.map((one) => `${one.LogicalResourceId} ${one.ResourceStatus}`)).toEqual([
      "Table DELETE_SKIPPED",
      "Logs DELETE_COMPLETE",
    ]);
    expect(await account.services.dynamodb.describeTable({ TableName: "undeletable" })).toBeDefined();
  });

  it("ends a creation that is under way", async () => {
    const template = {
      Resources: { Gate: { Type: GATE_TYPE }, Late: logGroup({}, { DependsOn: "Gate" }) },
    };
    const created = account.create("ended", template);
    await gate.entered;
    const deleted = account.client.send(new DeleteStackCommand({ StackName: "ended" }));
    // The deletion waits for the creation that cannot be stopped, so it is answered only after the gate has opened.
    await account.events("ended");
    gate.open();
    await deleted;
    expect((await created).StackStatus).toBe("DELETE_COMPLETE");
    expect(await account.events((await created).StackId ?? "", /^Late/)).toEqual([]);
  });
});

describe("exports", () => {
  /** Why the stack's last operation was rolled back. */
  async function turned(StackName: string): Promise<string | undefined> {
    const { StackEvents = [] } = await account.client.send(new DescribeStackEventsCommand({ StackName }));
    return StackEvents.find(({ ResourceStatus }) => ResourceStatus?.endsWith("ROLLBACK_IN_PROGRESS"))
      ?.ResourceStatusReason;
  }

  const exporter = (value: string) => ({
    Resources: { A: logGroup() },
    Outputs: { Name: { Value: value, Export: { Name: { "Fn::Sub": `\${AWS::StackName}-name` } } } },
  });
  const importer = {
    Resources: { A: logGroup({ LogGroupName: { "Fn::ImportValue": "exporter-name" } }) },
  };

  it("can be imported, and are then protected", async () => {
    const { StackId } = await account.create("exporter", exporter("shared-1"));
    const imported = await account.create("importer", importer);
    const { Exports } = await account.client.send(new ListExportsCommand({}));
    expect(Exports).toEqual([{ ExportingStackId: StackId, Name: "exporter-name", Value: "shared-1" }]);
    const { Imports } = await account.client.send(new ListImportsCommand({ ExportName: "exporter-name" }));
    expect(Imports).toEqual(["importer"]);
    const changed = await account.update("exporter", exporter("shared-2"));
    expect([changed.StackStatus, changed.Outputs?.[0]?.OutputValue]).toEqual([
      "UPDATE_ROLLBACK_COMPLETE",
      "shared-1",
    ]);
    // A status that ends a rollback has no reason: the status that began it has.
    expect(changed.StackStatusReason).toBeUndefined();
    expect(await turned("exporter")).toBe(
      "Update canceled. Cannot update export exporter-name as it is in use by importer. ",
    );
    const gone = await account.update("exporter", { Resources: { A: logGroup() } });
    expect(gone.StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
    expect(await turned("exporter")).toBe(
      "Delete canceled. Cannot delete export exporter-name as it is in use by importer. ",
    );
    const deleted = await remove(StackId);
    expect([deleted.StackStatus, deleted.StackStatusReason]).toEqual([
      "DELETE_FAILED",
      "Delete canceled. Cannot delete export exporter-name as it is in use by importer.",
    ]);
    await remove(imported.StackId);
    expect((await remove(StackId)).StackStatus).toBe("DELETE_COMPLETE");
  });

  it("have names that no two stacks share", async () => {
    const named = { ...exporter("1"), Outputs: { Name: { Value: "1", Export: { Name: "one-name" } } } };
    await account.create("first-exporter", named);
    const second = await account.create("second-exporter", named);
    expect(second.StackStatus).toBe("ROLLBACK_COMPLETE");
    expect(await turned("second-exporter")).toBe(
      "Export with name one-name is already exported by stack first-exporter. Rollback requested by user.",
    );
  });
});
