import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { CloudWatchLogsClient, CreateLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient, UpdateTableCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { FaultProfile } from "../../../local/faults/profile";
import { EnvironmentRecords } from "../../bucket/environment/records";
import { keys } from "../../bucket/keys";
import { thisHolder } from "../../bucket/lock/process";
import type { Removed } from "../../engine/removal/remove";
import { planSweep, sweepAll } from "../../engine/removal/sweep";
import type { Asked } from "../../plan/removal/obstacle";
import { TestAccount } from "../../testing/account/account";
import { Population } from "../../testing/account/population";
import { removalContext } from "../../testing/account/removal-context";
import { residue } from "../../testing/account/residue";

jest.setTimeout(120_000);

/** A table that cannot be deleted before it is let go. */
const GUARDED = {
  Guard: {
    Type: "AWS::DynamoDB::Table",
    Properties: {
      TableName: "guard",
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      BillingMode: "PAY_PER_REQUEST",
      DeletionProtectionEnabled: true,
    },
  },
};
const EXPIRED = { expires: "2026-01-02T00:00:00Z" };
const UNEXPIRED = { expires: "2126-01-02T00:00:00Z" };

let account: TestAccount;
let population: Population;
let cloudFormation: CloudFormationClient;
beforeEach(async () => {
  account = await TestAccount.start();
  population = new Population(account);
  cloudFormation = new CloudFormationClient(account.connection);
});
afterEach(async () => {
  population.close();
  cloudFormation.destroy();
  await account.close();
});

async function sweep(
  asked: Asked = "expired",
  names?: readonly string[],
  run = removalContext(account),
): Promise<Removed[]> {
  const plan = await planSweep(run.context, asked, names);
  const planned = plan.kept.map(
    ({ name, obstacle }): Removed => ({
      name,
      how: "kept",
      obstacle,
      services: [],
      logGroups: [],
    }),
  );
  return [...(await sweepAll(run.context, plan)), ...planned].sort((a, b) => (a.name < b.name ? -1 : 1));
}

const said = (ended: readonly Removed[]) =>
  ended.map(({ name, how, obstacle }) => [name, how, ...(obstacle ? [obstacle.reason] : [])].join(" "));

async function stacks(): Promise<string[]> {
  const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({}));
  return Stacks.map(({ StackName = "" }) => StackName).sort();
}

async function letGo(): Promise<void> {
  const client = new DynamoDBClient(account.connection);
  await client.send(new UpdateTableCommand({ TableName: "guard", DeletionProtectionEnabled: false }));
  client.destroy();
}

const leftOf = (name: string): string[] => residue(account.folder, name);

describe("a sweep", () => {
  test("removes what has expired with all that it had, and nothing else", async () => {
    await population.make(
      { name: "zap-old", services: ["orders", "mail"], record: EXPIRED },
      { name: "zap-new", services: ["orders"], record: UNEXPIRED },
      { name: "zap-guarded", services: ["orders"], record: EXPIRED },
      { name: "zap-fixed", services: ["orders"], record: EXPIRED, terminationProtection: true },
      { name: "zap-orphan", services: ["orders"] },
      { name: "staging", services: ["orders"], record: EXPIRED },
      { name: "unknown", services: ["orders"], record: EXPIRED },
    );
    const others = ["zap-new", "zap-guarded", "zap-fixed", "zap-orphan", "staging", "unknown"];
    // Without objects' contents: one is the index of all environments.
    const keptOf = (name: string): string[] =>
      leftOf(name).filter((found) => !found.startsWith("s3/objects/"));
    const before = others.map(keptOf);
    expect(leftOf("zap-old").length).toBeGreaterThan(6);

    expect(said(await sweep())).toEqual([
      "staging kept permanent",
      "unknown kept unknown",
      "zap-fixed kept termination-protection",
      "zap-guarded kept protected",
      "zap-new kept unexpired",
      "zap-old removed",
      "zap-orphan kept unrecorded",
    ]);
    expect(leftOf("zap-old")).toEqual([]);
    expect(others.map(keptOf)).toEqual(before);
    expect(await stacks()).toEqual(others.map((name) => `${name}-orders`).sort());

    expect(said(await sweep("expired and orphans"))).toContain("zap-orphan removed");
    expect(leftOf("zap-orphan")).toEqual([]);
    expect(said(await sweep())).not.toContain("zap-orphan");
  });

  test("removes log groups that came back, but not those of an environment whose name begins alike", async () => {
    await population.make(
      { name: "zap-a", services: ["orders"], record: EXPIRED },
      { name: "zap-a-b", services: ["orders"], record: UNEXPIRED },
    );
    const logs = new CloudWatchLogsClient(account.connection);
    for (const logGroupName of ["/aws/lambda/zap-a-worker", "/aws/lambda/zap-a-b-worker"])
      await logs.send(new CreateLogGroupCommand({ logGroupName }));
    logs.destroy();
    const [removed] = await sweep();
    expect(removed).toMatchObject({ how: "removed", logGroups: ["/aws/lambda/zap-a-worker"] });
    expect(leftOf("zap-a-worker")).toEqual([]);
    expect(leftOf("zap-a-b-worker")).toHaveLength(1);
  });

  test("removes overlays before their base, and no base before its overlays", async () => {
    await population.make(
      { name: "zap-base", services: ["orders"], record: EXPIRED },
      {
        name: "zap-over",
        services: ["orders"],
        record: { ...EXPIRED, base: "zap-base" },
        resources: GUARDED,
      },
    );
    expect(said(await sweep())).toEqual(["zap-base kept base", "zap-over failed"]);
    expect(await stacks()).toEqual(["zap-base-orders", "zap-over-orders"]);
    await letGo();
    expect(said(await sweep())).toEqual(["zap-base removed", "zap-over removed"]);
  });

  test("sees overlays that were deployed after it was planned, until it marks their base", async () => {
    await population.make({ name: "zap-base", services: ["orders"], record: EXPIRED });
    for (const asked of ["expired", "named"] as const) {
      const { context } = removalContext(account);
      const plan = await planSweep(context, asked, ["zap-base"]);
      expect(plan.removals).toHaveLength(1);
      const record = { ...UNEXPIRED, base: "zap-base" };
      await population.make({ name: `zap-${asked}`, services: [], record });
      expect(await sweepAll(context, plan)).toMatchObject([
        { how: "kept", obstacle: { reason: "base", overlays: expect.arrayContaining([`zap-${asked}`]) } },
      ]);
      await new EnvironmentRecords(account.bucket()).change("zap-base", (before) => {
        expect(before.removing).toBeUndefined();
        return before;
      });
      await sweep("named", [`zap-${asked}`]);
    }
    expect(await stacks()).toEqual(["zap-base-orders"]);
  });

  test("leaves log groups of an environment that began after it was planned", async () => {
    await population.make({ name: "zap-a", services: ["orders"], record: EXPIRED });
    const { context } = removalContext(account);
    const plan = await planSweep(context, "expired");
    // Its function is not there yet.
    await population.make({ name: "zap-a-b", services: [], record: UNEXPIRED });
    const logs = new CloudWatchLogsClient(account.connection);
    await logs.send(new CreateLogGroupCommand({ logGroupName: "/aws/lambda/zap-a-b-worker" }));
    logs.destroy();
    expect(await sweepAll(context, plan)).toMatchObject([{ how: "removed", logGroups: [] }]);
    expect(leftOf("zap-a-b-worker")).toHaveLength(1);
  });

  test("tries a failed deletion again, and leaves what will not go to the next sweep", async () => {
    await population.make({ name: "zap-x", services: ["orders"], record: EXPIRED, resources: GUARDED });
    const run = removalContext(account);
    const [failed] = await sweep("expired", undefined, run);
    expect(failed).toMatchObject({ how: "failed", services: [{ error: { code: "StackFailed" } }] });
    expect(run.events.filter((event) => event.type === "stack" && event.step === "delete")).toHaveLength(2);
    // It has begun: someone who needs it longer has to deploy it again.
    const records = new EnvironmentRecords(account.bucket());
    await records.change("zap-x", (before) => ({ ...before, ...UNEXPIRED }));
    await letGo();
    expect(said(await sweep())).toEqual(["zap-x removed"]);
    expect(leftOf("zap-x")).toEqual([]);
  });

  test("does not touch what is in use", async () => {
    await population.make({ name: "zap-x", services: ["orders"], record: EXPIRED });
    const lock = { version: 1, id: "x", command: "deploy", since: new Date().toISOString(), renewal: 0 };
    const holder = { ...thisHolder("ada"), machine: "elsewhere" };
    const key = keys.lock("zap-x", "orders");
    await account.bucket().put(key, JSON.stringify({ ...lock, holder }), "absent");
    expect(await sweep()).toMatchObject([
      { how: "kept", obstacle: { reason: "busy", services: ["orders"] } },
    ]);
    expect(await stacks()).toEqual(["zap-x-orders"]);
    account.setFaults(FaultProfile.parse({ version: 1, clock: { ahead: 60 } }));
    expect(said(await sweep())).toEqual(["zap-x removed"]);
    expect(leftOf("zap-x")).toEqual([]);
  });

  test("beside another one does the same, once", async () => {
    const names = ["zap-1", "zap-2", "zap-3"];
    await population.make(...names.map((name) => ({ name, services: ["orders"], record: EXPIRED })));
    const both = await Promise.all([sweep(), sweep()]);
    for (const ended of both) expect(said(ended)).toEqual(names.map((name) => `${name} removed`));
    expect(both.flat().flatMap(({ services }) => services)).toHaveLength(names.length);
    for (const name of names) expect(leftOf(name)).toEqual([]);
    expect(await stacks()).toEqual([]);
  });

  test("stopped before any of its writes is finished by the next one", async () => {
    const records = new EnvironmentRecords(account.bucket());
    for (let writes = 0; ; writes++) {
      const name = `zap-${writes}`;
      await population.make({ name, services: ["orders"], record: EXPIRED });
      const [first] = await sweep("expired", [name], removalContext(account, writes));
      if (first?.how === "removed") {
        expect(writes).toBeGreaterThan(4);
        break;
      }
      // As long as anything is left, so is the record.
      expect([name, await records.read(name)]).toMatchObject([name, { record: { owner: "test" } }]);
      expect(said(await sweep("expired", [name]))).toEqual([`${name} removed`]);
      expect(leftOf(name)).toEqual([]);
    }
  });
});

describe("an environment that is destroyed by its name", () => {
  test("need not have expired, nor be ephemeral", async () => {
    await population.make(
      { name: "zap-new", services: ["orders"], record: UNEXPIRED },
      { name: "staging", services: ["orders"] },
      { name: "zap-guarded", services: ["orders"], record: EXPIRED },
    );
    await account.bucket().put(keys.environment("zap-bad"), "not JSON", "absent");
    const all = ["staging", "zap-bad", "zap-guarded", "zap-new"];
    expect(said(await sweep("named", all))).toEqual([
      "staging removed",
      "zap-bad removed",
      "zap-guarded kept protected",
      "zap-new removed",
    ]);
    for (const name of ["staging", "zap-bad", "zap-new"]) expect(leftOf(name)).toEqual([]);
  });

  test("is gone even if it was destroyed and created again after it was found", async () => {
    const again = { name: "zap-x", services: ["orders"], record: UNEXPIRED };
    await population.make(again);
    const { context } = removalContext(account);
    const plan = await planSweep(context, "named", ["zap-x"]);
    await sweep("named", ["zap-x"]);
    await population.make(again);
    expect(said(await sweepAll(context, plan))).toEqual(["zap-x removed"]);
    expect(await stacks()).toEqual([]);
  });

  test("fails before anything is deleted if a lock is damaged, which nothing would ever release", async () => {
    await population.make({ name: "zap-x", services: ["mail", "orders"], record: UNEXPIRED });
    await account.bucket().put(keys.lock("zap-x", "orders"), "not JSON", "absent");
    expect(await sweep("named", ["zap-x"])).toMatchObject([
      { how: "failed", error: { code: "LockUnreadable", next: expect.stringContaining("--force-unlock") } },
    ]);
    expect(await stacks()).toEqual(["zap-x-mail", "zap-x-orders"]);
  });
});
