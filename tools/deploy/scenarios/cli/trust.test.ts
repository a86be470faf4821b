import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
} from "@aws-sdk/client-cloudformation";
import { describe, expect, test } from "@jest/globals";
import { answering, deployableTemplate } from "../../testing/scene/deployable";
import type { Finished } from "../../testing/scene/finished";
import { useScene } from "../../testing/scene/use-scene";

/** The PEM text of a private key, which must show nowhere. */
let secret: string;
let keyFile: string;

const scene = useScene("each", async () => {
  keyFile = join(scene.root, "signing-key.pem");
  trustKey();
  const git = (...args: string[]) =>
    execFileSync("git", ["-C", scene.workspace, ...args], { stdio: "ignore" });
  git("init");
  git("-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "--allow-empty", "-m", "all");
  // What a workspace of Ferry's ignores.
  writeFileSync(join(scene.workspace, ".git/info/exclude"), "plan.json\n");
  await scene.build(answering("orders", "one"));
});

/** Makes a new key and lets the environment `prod` trust it alone. */
function trustKey(): void {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  secret = privateKey.export({ format: "pem", type: "pkcs8" }).toString();
  writeFileSync(keyFile, secret, { mode: 0o600 });
  const path = join(scene.runfiles, "environments.json");
  const file = JSON.parse(readFileSync(path, "utf8"));
  const key = publicKey.export({ format: "der", type: "spki" }).toString("base64");
  file.environments.prod = { ...file.environments.vault, trust: { keys: [key] } };
  writeFileSync(path, JSON.stringify(file));
}

/** As `bazelw --trusted` starts the deployer. */
const TRUSTED = { FERRY_BAZEL_STARTUP_OPTIONS: '["--trusted"]' };

function attest(args: readonly string[] = [], started: NodeJS.ProcessEnv = TRUSTED): Promise<Finished> {
  const variables = { FERRY_SIGNING_KEY_FILE: keyFile, ...started };
  return scene.run("attest", ["--env", "prod", ...args], undefined, variables);
}

function deploy(args: readonly string[] = [], started: NodeJS.ProcessEnv = TRUSTED): Promise<Finished> {
  return scene.run("deploy", ["--env", "prod", "--yes", ...args], undefined, started);
}

function rollback(started: NodeJS.ProcessEnv = TRUSTED): Promise<Finished> {
  return scene.run("rollback", ["--env", "prod", "--yes"], undefined, started);
}

describe("an environment that trusts a key", () => {
  test("takes what is attested, and nothing else, before anything is written", async () => {
    const refused = await deploy();
    expect(refused).toMatchObject({
      code: 1,
      report: { error: { code: "Untrusted" }, apiCalls: { writes: 0 } },
    });
    expect(refused.stderr).toContain("//services/orders:bundle (sha256 ");
    expect(refused.stderr).toContain("//services/orders:stack (sha256 ");

    const signed = await attest();
    expect(signed).toMatchObject({ code: 0, report: { attestation: { caches: "none" } } });
    expect(await deploy()).toMatchObject({ code: 0 });

    await scene.build(answering("orders", "two"));
    expect((await deploy()).report.error?.message).toContain("no trusted build has attested it");
    const { stdout } = await scene.start("invoke", ["--env", "prod"]).finished;
    expect(JSON.parse(stdout)).toMatchObject({ answer: "one" });
    expect(await attest(["--trusted-cache"], {})).toMatchObject({
      code: 0,
      report: { attestation: { caches: "trusted" } },
    });
    expect(await deploy()).toMatchObject({ code: 0 });
    for (const { stdout: out, stderr } of [refused, signed]) expect(out + stderr).not.toContain(body(secret));
  });

  test("goes back only to what is attested", async () => {
    expect(await attest()).toMatchObject({ code: 0 });
    expect(await deploy()).toMatchObject({ code: 0 });
    await scene.build(answering("orders", "two"));
    expect(await attest()).toMatchObject({ code: 0 });
    expect(await deploy()).toMatchObject({ code: 0 });
    keyFile = join(scene.root, "new-key.pem");
    trustKey();
    expect(await rollback()).toMatchObject({
      code: 1,
      report: { error: { code: "Untrusted" }, apiCalls: { writes: 0 } },
    });
    await scene.build(answering("orders", "one"));
    expect(await attest()).toMatchObject({ code: 0 });
    expect(await rollback()).toMatchObject({ code: 0 });
  });

  test("executes no change set that a plan file names: its author could have made it of anything", async () => {
    await scene.build(answering("orders", "one"));
    expect(await attest()).toMatchObject({ code: 0 });
    expect(await deploy()).toMatchObject({ code: 0 });
    const attested = answering("orders", "one", 256);
    await scene.build(attested);
    expect(await attest()).toMatchObject({ code: 0 });
    expect(await scene.run("plan", ["--env", "prod", "--out", "plan.json"])).toMatchObject({ code: 0 });

    const path = join(scene.workspace, "plan.json");
    const plan = JSON.parse(readFileSync(path, "utf8"));
    const client = scene.client(CloudFormationClient);
    const StackName = "prod-orders";
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }));
    const Backdoor = { Type: "AWS::Logs::LogGroup", Properties: { LogGroupName: "backdoor" } };
    const forged = await client.send(
      new CreateChangeSetCommand({
        StackName,
        ChangeSetName: "ferry-forged",
        TemplateBody: deployableTemplate({ ...attested, resources: { Backdoor } }),
        Parameters: Stacks[0]?.Parameters,
        Tags: Stacks[0]?.Tags,
        Capabilities: ["CAPABILITY_NAMED_IAM"],
      }),
    );
    plan.services[0].stack.changeSet = forged.Id;
    writeFileSync(path, JSON.stringify(plan));

    expect(await deploy(["--plan", "plan.json"])).toMatchObject({
      code: 0,
      report: { services: [{ stack: { action: "update" } }] },
    });
    const { TemplateBody } = await client.send(new GetTemplateCommand({ StackName }));
    expect(TemplateBody).toBe(deployableTemplate(attested));
  });

  test("does not take what another key has signed; both are kept for those who trust the other", async () => {
    expect(await attest()).toMatchObject({ code: 0 });
    trustKey();
    expect((await deploy()).report.error?.message).toContain("signed by a key that the environment trusts");
    expect(await attest()).toMatchObject({ code: 0 });
    expect(await deploy()).toMatchObject({ code: 0 });
  });
});

test.each(["deploy", "rollback"] as const)(
  "%s is refused by a deployer that may have come from a cache itself",
  async (verb) => {
    expect(await attest()).toMatchObject({ code: 0 });
    expect(await deploy()).toMatchObject({ code: 0 });
    await scene.build(answering("orders", "two"));
    expect(await attest()).toMatchObject({ code: 0 });
    if (verb === "rollback") expect(await deploy()).toMatchObject({ code: 0 });
    const refused = await (verb === "deploy" ? deploy([], {}) : rollback({}));
    expect(refused).toMatchObject({
      code: 1,
      report: { error: { code: "Untrusted" }, apiCalls: { writes: 0 } },
    });
    expect(refused.stderr).toContain(`start it with: ./bazelw --trusted run //:${verb} -- --env prod`);
  },
);

describe("nothing is attested", () => {
  const unattestable = { code: 1, report: { error: { code: "Unattestable" }, apiCalls: { writes: 0 } } };

  test("by a deployer that may have come from a cache: it does not even look for the key", async () => {
    keyFile = join(scene.root, "no-such-key.pem");
    const run = await attest([], {});
    expect(run).toMatchObject(unattestable);
    expect(run.stderr).toContain("start it with: ./bazelw --trusted run //:attest -- --env prod");
  });

  test("of a workspace with changes, untracked files included", async () => {
    writeFileSync(join(scene.workspace, "new.ts"), "");
    const run = await attest();
    expect(run).toMatchObject(unattestable);
    expect(run.stderr).toContain("?? new.ts");
  });

  test("with a key that the environment does not trust, or none", async () => {
    const { privateKey } = generateKeyPairSync("ed25519");
    const other = privateKey.export({ format: "pem", type: "pkcs8" }).toString();
    writeFileSync(keyFile, other);
    const run = await attest();
    expect(run).toMatchObject({ code: 2, report: { error: { code: "SigningKeyInvalid" } } });
    expect(run.stdout + run.stderr).not.toContain(body(other));
    expect((await attest([], { ...TRUSTED, FERRY_SIGNING_KEY_FILE: "" })).stderr).toContain(
      "FERRY_SIGNING_KEY_FILE is not set",
    );
    expect((await scene.run("attest", ["--env", "vault"])).stderr).toContain("trusts no keys");
  });
});

/** The key itself, without the lines around it. */
function body(pem: string): string {
  return pem.split("\n")[1] ?? "";
}
