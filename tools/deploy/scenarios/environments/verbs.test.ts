import { once } from "node:events";
import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { describe, expect, test } from "@jest/globals";
import { keys } from "../../bucket/keys";
import { residue } from "../../testing/account/residue";
import { answering } from "../../testing/scene/deployable";
import type { Finished } from "../../testing/scene/finished";
import { useScene } from "../../testing/scene/use-scene";

let cloudFormation: CloudFormationClient;
const scene = useScene("each", async () => {
  cloudFormation = scene.client(CloudFormationClient);
  for (const service of ["orders", "mail"]) await scene.build(answering(service, "one"));
});

async function deploy(environment: string): Promise<void> {
  expect(await scene.run("deploy", ["--env", environment, "--yes"], ["orders", "mail"])).toMatchObject({
    code: 0,
  });
}

/** Writes the record as if it had expired long ago, or never would. */
async function record(name: string, expires: string, more: object = {}): Promise<void> {
  const body = { version: 1, owner: "ada", created: "2026-01-01T00:00:00Z", expires, ...more };
  await scene.client(S3Client).send(
    new PutObjectCommand({
      Bucket: "ferry-000000000000-us-east-1",
      Key: keys.environment(name),
      Body: JSON.stringify(body),
    }),
  );
}

const PAST = "2026-01-02T00:00:00Z";
const FUTURE = "2126-01-01T00:00:00Z";

/** In a repository that has no services any more. */
function env(...args: string[]): Promise<Finished> {
  return scene.run("env", args, ["gone"]);
}

async function stacks(): Promise<(string | undefined)[]> {
  const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({}));
  return Stacks.map(({ StackName }) => StackName).sort();
}

describe("env sweep", () => {
  test("lists, asks, and removes what has expired with all that it has", async () => {
    await deploy("pr-7");
    await deploy("pr-8");
    await record("pr-7", PAST);
    await record("pr-8", FUTURE);

    const listed = await env("sweep", "--dry-run");
    expect(listed).toMatchObject({ code: 0, report: { command: "env sweep" } });
    expect(listed.stderr).toMatch(/pr-7: would be removed, 2 stacks\npr-8: kept, it expires at 2/);
    expect(listed.report).toMatchObject({
      dryRun: true,
      environments: [
        { name: "pr-7", action: "remove", done: false },
        { name: "pr-8", action: "none", kept: { reason: "unexpired" } },
      ],
    });

    const refused = await env("sweep");
    expect(refused).toMatchObject({ code: 2, report: { error: { code: "ConfirmationMissing" } } });
    expect(await stacks()).toHaveLength(4);

    const swept = await env("sweep", "--yes");
    expect(swept.stderr).toContain("pr-7: removed, 2 stacks\n1 environment kept: 1 not expired");
    expect(swept).toMatchObject({ code: 0, report: { environments: [{ name: "pr-7", done: true }, {}] } });
    expect(await stacks()).toEqual(["pr-8-mail", "pr-8-orders"]);
    expect(residue(scene.stateFolder, "pr-7")).toEqual([]);
    expect(await env("sweep", "--yes")).toMatchObject({ code: 0, report: { apiCalls: { writes: 0 } } });
  });

  test("that was killed is finished by the next one", async () => {
    await deploy("pr-7");
    await record("pr-7", PAST);
    const killed = scene.start("env", ["sweep", "--yes", "--verbose"], ["gone"]);
    for await (const text of killed.child.stderr ?? [])
      if (String(text).includes("deleting the stack")) break;
    killed.child.kill("SIGKILL");
    await once(killed.child, "exit");
    // Someone extends it meanwhile: too late, since a part of it is gone.
    await record("pr-7", FUTURE, { removing: { by: "ada", at: PAST } });
    expect((await env("sweep", "--dry-run")).stderr).toContain("pr-7: would be removed");
    expect(await env("sweep", "--yes")).toMatchObject({ code: 0 });
    expect(await stacks()).toEqual([]);
    expect(residue(scene.stateFolder, "pr-7")).toEqual([]);
  });
});

describe("env destroy", () => {
  test("removes an environment that has not expired, and is content if there is none", async () => {
    await deploy("pr-7");
    const destroyed = await env("destroy", "pr-7", "--yes");
    expect(destroyed.stderr).toContain("pr-7: removed, 2 stacks");
    expect(destroyed).toMatchObject({ code: 0, report: { env: "pr-7", command: "env destroy" } });
    expect(residue(scene.stateFolder, "pr-7")).toEqual([]);
    const again = await env("destroy", "pr-7", "--yes");
    expect(again).toMatchObject({ code: 0, report: { apiCalls: { writes: 0 } } });
    expect(again.stderr).toContain("there is nothing to remove");
  });

  test("refuses protected ones, those that nobody knows, and none", async () => {
    await deploy("vault");
    const refused = await env("destroy", "vault", "--yes");
    expect(refused).toMatchObject({ code: 1, report: { error: { code: "EnvironmentKept" } } });
    expect(refused.stderr).toContain("vault is not removed: it is protected");
    expect(await stacks()).toHaveLength(2);
    expect((await env("destroy", "nowhere", "--yes")).report.error?.code).toBe("EnvironmentUnknown");
    expect((await env("destroy", "--yes")).report?.error?.code ?? "UsageInvalid").toBe("UsageInvalid");
  });
});
