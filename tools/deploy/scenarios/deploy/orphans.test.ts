import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  waitUntilStackCreateComplete,
} from "@aws-sdk/client-cloudformation";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { describe, expect, test } from "@jest/globals";
import { answering } from "../../testing/scene/deployable";
import type { Finished } from "../../testing/scene/finished";
import { useScene } from "../../testing/scene/use-scene";

let cloudFormation: CloudFormationClient;
const scene = useScene("each", async () => {
  cloudFormation = scene.client(CloudFormationClient);
  for (const service of ["orders", "mail"]) await scene.build(answering(service, "one"));
});

/** As the targets of the root package run the deployer, in a repository that has only `orders` any more. */
const root = (verb: string, ...args: string[]): Promise<Finished> =>
  scene.run(verb, ["--all", ...args], ["orders"]);

async function stands(name: string): Promise<boolean> {
  try {
    return (await cloudFormation.send(new DescribeStacksCommand({ StackName: name }))).Stacks?.length === 1;
  } catch {
    return false;
  }
}

describe("a service that the repository no longer has", () => {
  test("is listed by the plan of all, and can be destroyed by its name", async () => {
    const both = ["orders", "mail"];
    expect(await scene.run("deploy", [], both)).toMatchObject({ code: 0 });
    expect((await scene.run("plan", ["--all"], both)).report.orphans).toEqual([]);

    const plan = await root("plan");
    expect(plan.code).toBe(0);
    const orphan = { service: "mail", stack: "local-mail", at: expect.any(String), commit: null };
    expect(plan.report.orphans).toEqual([orphan]);
    expect(plan.stderr).toContain(
      `not in this repository: mail (stack local-mail, deployed at ${plan.report.orphans?.[0]?.at}); if it was removed: ./bazelw run //:destroy -- --orphan mail --env local`,
    );
    // What such a plan costs: a look at that stack.
    const usual = await scene.run("plan", [], both.slice(0, 1));
    expect(plan.report.apiCalls.total).toBe(usual.report.apiCalls.total + 1);

    const refused = await root("destroy", "--orphan", "mail");
    expect(refused.report).toMatchObject({ error: { code: "ConfirmationMissing" }, apiCalls: { writes: 0 } });
    expect(refused.report.error?.message).toContain("local-mail not deleted");

    const destroyed = await root("destroy", "--orphan", "mail", "--yes");
    expect(destroyed).toMatchObject({
      code: 0,
      report: { services: [{ service: "mail", stack: { name: "local-mail", action: "delete" } }] },
    });
    expect([await stands("local-mail"), await stands("local-orders")]).toEqual([false, true]);
    expect((await root("plan")).report.orphans).toEqual([]);
  });

  test("is listed when all others are destroyed, and left as it is", async () => {
    await scene.run("deploy", [], ["orders", "mail"]);
    const destroyed = await root("destroy", "--yes");
    expect(destroyed).toMatchObject({
      code: 0,
      report: { orphans: [{ service: "mail", stack: "local-mail" }] },
    });
    expect([await stands("local-mail"), await stands("local-orders")]).toEqual([true, false]);
  });

  test("is destroyed in a protected environment as any other: by the environment's name", async () => {
    const both = ["orders", "mail"];
    expect(await scene.run("deploy", ["--env", "vault", "--yes"], both)).toMatchObject({ code: 0 });
    const orphan = ["--env", "vault", "--orphan", "mail", "--yes"];
    expect((await root("destroy", ...orphan)).report.error?.code).toBe("ConfirmationMissing");
    expect(await stands("vault-mail")).toBe(true);
    expect(await root("destroy", ...orphan, "--confirm", "vault")).toMatchObject({ code: 0 });
    expect(await stands("vault-mail")).toBe(false);
  });
});

describe("no orphan is", () => {
  test("what one service's own target, or --only, leaves out", async () => {
    const both = ["orders", "mail"];
    await scene.run("deploy", [], both);
    expect((await scene.run("plan")).report.orphans).toBeUndefined();
    const some = await scene.run("plan", ["--all", "--only", "orders"], both);
    expect([some.code, some.report.orphans]).toEqual([0, undefined]);
  });

  test("what the record has, and the account not, or not as Ferry's", async () => {
    await scene.run("deploy");
    const s3 = scene.client(S3Client);
    const record = { Bucket: "ferry-000000000000-us-east-1", Key: "environments/local/record.json" };
    const { Body } = await s3.send(new GetObjectCommand(record));
    const text = JSON.parse((await Body?.transformToString()) ?? "");
    for (const name of ["gone", "foreign", "elsewhere", "__proto__", "\u001b[31mred"])
      Object.defineProperty(text.services, name, { value: text.services.orders, enumerable: true });
    await s3.send(new PutObjectCommand({ ...record, Body: JSON.stringify(text) }));
    const TemplateBody = JSON.stringify({ Resources: { Logs: { Type: "AWS::Logs::LogGroup" } } });
    const tags = (environment: string) => [
      { Key: "ferry:service", Value: "elsewhere" },
      { Key: "ferry:environment", Value: environment },
    ];
    for (const [service, Tags] of [
      ["foreign", []],
      ["elsewhere", tags("other")],
    ] as const) {
      const StackName = `local-${service}`;
      await cloudFormation.send(new CreateStackCommand({ StackName, TemplateBody, Tags: [...Tags] }));
      const wait = { client: cloudFormation, minDelay: 0.1, maxDelay: 0.2, maxWaitTime: 30 };
      await waitUntilStackCreateComplete(wait, { StackName });
    }
    const plan = await root("plan");
    expect([plan.code, plan.report.orphans]).toEqual([0, []]);

    for (const [name, code] of [
      ["foreign", "StackForeign"],
      ["elsewhere", "StackForeign"],
      ["gone", "UsageInvalid"],
      ["orders", "UsageInvalid"],
      ["*", "UsageInvalid"],
    ] as const) {
      const { report } = await root("destroy", "--orphan", name, "--yes");
      expect([name, report.error?.code, report.apiCalls.writes]).toEqual([name, code, 0]);
    }
    for (const name of ["local-foreign", "local-elsewhere", "local-orders"])
      expect([name, await stands(name)]).toEqual([name, true]);
  });

  test("anything to a target that does not know all services", async () => {
    await scene.run("deploy", [], ["orders", "mail"]);
    const { report } = await scene.run("destroy", ["--orphan", "mail", "--yes"]);
    expect(report.error).toMatchObject({
      code: "UsageInvalid",
      next: expect.stringContaining("./bazelw run //:destroy -- --orphan mail"),
    });
    const both = await root("destroy", "--orphan", "mail", "--only", "orders", "--yes");
    expect(both.report.error?.code).toBe("UsageInvalid");
    expect(await stands("local-mail")).toBe(true);
  });
});
