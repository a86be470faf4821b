import { DeleteRuleCommand, EventBridgeClient, PutRuleCommand } from "@aws-sdk/client-eventbridge";
import { expect, test } from "@jest/globals";
import { answering } from "../../testing/scene/deployable";
import { useScene } from "../../testing/scene/use-scene";

const scene = useScene("each");

const EventPattern = JSON.stringify({ source: ["nobody"] });

function rules(count: number): object {
  const rule = { Type: "AWS::Events::Rule", Properties: { EventPattern: { source: ["test"] } } };
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`Rule${index}`, rule]));
}

const READS = {
  "CloudFormation.DescribeAccountLimits": 1,
  "CloudFormation.ListStacks": 1,
  "EventBridge.ListRules": 1,
  "IAM.GetAccountSummary": 1,
};

test("a stack is created only where the account has room for it, and only then limits are read", async () => {
  const client = scene.client(EventBridgeClient);
  for (let index = 0; index < 298; index++)
    await client.send(new PutRuleCommand({ Name: `other-${index}`, EventPattern }));
  await scene.build({ ...answering("orders", "1"), resources: rules(3) });
  const refused = await scene.run("deploy");
  expect(refused).toMatchObject({
    code: 1,
    report: { error: { code: "LimitReached" }, apiCalls: { writes: 0 } },
  });
  expect(refused.report.error?.message).toContain(
    "EventBridge rules on the default bus: 298 of 300 are used and 3 more are needed, 1 too many",
  );
  expect(refused.report.error?.next).toContain("//:env -- list");
  expect(refused.report.apiCalls.byOperation).toMatchObject({ ...READS, "ServiceQuotas.GetServiceQuota": 1 });

  await client.send(new DeleteRuleCommand({ Name: "other-0" }));
  const created = await scene.run("deploy");
  expect(created.code).toBe(0);
  expect(created.report.apiCalls.byOperation).toMatchObject(READS);

  await scene.build({ ...answering("orders", "2", 256), resources: rules(3) });
  const updated = await scene.run("deploy");
  expect(updated.code).toBe(0);
  expect(Object.keys(updated.report.apiCalls.byOperation)).not.toContain("EventBridge.ListRules");
});

test("what cannot be read is a warning", async () => {
  const faults = [{ kind: "error", status: 500, effect: "before", operations: ["iam:*"] }] as const;
  scene.setFaults({
    version: 1,
    seed: 1,
    rates: [],
    faults: faults.map((one) => ({ ...one, operations: [...one.operations], probability: 1, skip: 0 })),
    transitions: {},
  });
  await scene.build(answering("orders", "1"));
  const created = await scene.run("deploy");
  expect(created.code).toBe(0);
  expect(created.stderr).toMatch(
    /warning: whether the account has room was not checked in full: IAM\.GetAccountSummary failed/,
  );
});
