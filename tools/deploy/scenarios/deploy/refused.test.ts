import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { answering } from "../../testing/scene/deployable";
import type { Finished } from "../../testing/scene/finished";
import { useScene } from "../../testing/scene/use-scene";

const scene = useScene("each");

describe("what CloudFormation refuses because of exports is shown in its words, with what to do", () => {
  beforeEach(async () => {
    await scene.build({ ...answering("orders", "one"), exports: ["url"] });
    await scene.build({ ...answering("mail", "one"), imports: ["url"] });
    expect(await scene.run("deploy", [], ["orders", "mail"])).toMatchObject({ code: 0 });
  });

  test("where an update takes one away that is in use", async () => {
    await scene.build(answering("orders", "two"));
    const { code, report, stderr } = await scene.run("deploy");
    expect([code, report.error?.code]).toEqual([1, "StackFailed"]);
    expect(report.error?.message).toBe(
      "the update of the stack local-orders failed (UPDATE_ROLLBACK_COMPLETE): Delete canceled. Cannot delete export local-url as it is in use by local-mail.",
    );
    expect(report.error?.next).toMatch(/^deploy local-mail without the import first, /);
    expect(stderr).toContain("live now: local-orders version 2 (unchanged)");

    await scene.build(answering("mail", "two"));
    expect(await scene.run("deploy", [], ["orders", "mail"])).toMatchObject({ code: 0 });
  });

  test("where a new stack exports under a name that is taken", async () => {
    await scene.build({ ...answering("billing", "one"), exports: ["url"] });
    const { code, report } = await scene.run("deploy", [], ["billing"]);
    expect([code, report.error?.message]).toEqual([
      1,
      "the creation of the stack local-billing failed (ROLLBACK_COMPLETE): Export with name local-url is already exported by stack local-orders.",
    ]);
  });

  test("where a stack is to be deleted", async () => {
    const { code, report } = await scene.run("destroy", ["--yes"]);
    expect(code).toBe(1);
    expect(report.error?.message).toContain(
      "Delete canceled. Cannot delete export local-url as it is in use by local-mail.",
    );
    expect(report.error?.next).toMatch(/^destroy local-mail first/);
  });
});

describe("what CloudFormation refuses for certain is refused before anything is written", () => {
  /** What `plan` and `deploy` say of it, whatever they may do. @returns the message, and what to do instead */
  async function refusal(env: string): Promise<{ message: string; next: string; plan: Finished }> {
    const plan = await scene.run("plan", ["--env", env]);
    const { message = "", next } = plan.report.error ?? {};
    for (const run of [plan, await scene.run("deploy", ["--env", env, "--allow-data-loss"])]) {
      const error = { code: "StackRefused", message };
      expect(run).toMatchObject({ code: 1, report: { error, apiCalls: { writes: 0 } } });
    }
    return { message, next: next ?? "", plan };
  }

  const template = () => join(scene.runfiles, "services/orders/stack.template.json");

  test.each(["dev-bob", "pr-1"])("as a renamed construct of a function (%s)", async (env) => {
    await scene.build(answering("orders", "one"));
    expect(await scene.run("deploy", ["--env", env])).toMatchObject({ code: 0 });
    const built = readFileSync(template(), "utf8");
    writeFileSync(template(), built.replaceAll('"Function"', '"Renamed"'));
    const { message, next, plan } = await refusal(env);
    expect(message).toBe(
      `CloudFormation would reject the update of ${env}-orders: Renamed (AWS::Lambda::Function): the name ${env}-orders belongs to Function, which is deleted only afterwards`,
    );
    expect(next).toContain('overrideLogicalId("Function")');
    expect(plan.stderr).toMatch(/\+ Renamed .*CloudFormation refuses it: the name/);
    expect(plan.stderr).toMatch(/stack +cannot be applied/);
    expect(plan.report.services[0]?.changes?.resources).toContainEqual(
      expect.objectContaining({ logicalId: "Renamed", renamedFrom: "Function", nameTaken: `${env}-orders` }),
    );
    // With its logical id again the code goes live, without a change of the stack.
    await scene.build(answering("orders", "two"));
    const kept = await scene.run("deploy", ["--env", env]);
    expect([kept.code, kept.report.services[0]?.stack.action]).toEqual([0, "none"]);
  });

  test("as two indexes at once, which come one after the other", async () => {
    const index = (name: string) => ({
      IndexName: `by-${name}`,
      KeySchema: [{ AttributeName: name, KeyType: "HASH" }],
      Projection: { ProjectionType: "ALL" },
    });
    const withIndexes = async (...names: string[]) => {
      const attributes = ["id", ...names].map((AttributeName) => ({ AttributeName, AttributeType: "S" }));
      const Properties = {
        BillingMode: "PAY_PER_REQUEST",
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        AttributeDefinitions: attributes,
        GlobalSecondaryIndexes: names.map(index),
      };
      await scene.build({
        ...answering("orders", "one"),
        resources: { Table: { Type: "AWS::DynamoDB::Table", Properties } },
      });
    };
    const deployed = () => scene.run("deploy", ["--env", "dev-bob"]);
    await withIndexes("kind");
    expect(await deployed()).toMatchObject({ code: 0 });
    await withIndexes("kind", "owner", "date");
    const { message, next } = await refusal("dev-bob");
    expect(message).toContain("can add or remove one index, not 2 (+ by-owner, + by-date)");
    expect(next).toMatch(/^make one of these changes/);
    for (const names of [
      ["kind", "owner"],
      ["kind", "owner", "date"],
      ["owner", "date"],
    ]) {
      await withIndexes(...names);
      expect(await deployed()).toMatchObject({ code: 0 });
    }
  });
});
