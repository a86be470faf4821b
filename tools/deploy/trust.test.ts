import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
} from "@aws-sdk/client-cloudformation";
import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { answering, deployableTemplate } from "./testing/deployable";
import { type Finished, Scene } from "./testing/scene";

jest.setTimeout(120_000);

/** The PEM text of a private key, which must show nowhere. */
let secret: string;
let scene: Scene;
let keyFile: string;

beforeEach(async () => {
  scene = await Scene.create();
  keyFile = join(scene.root, "signing-key.pem");
  trustKey();
  const git = (...args: string[]) =>
    execFileSync("git", ["-C", scene.workspace, ...args], { stdio: "ignore" });
  git("init");
  git("-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "--allow-empty", "-m", "all");
  // What a workspace of Ferry's ignores.
  writeFileSync(join(scene.workspace, ".git/info/exclude"), "bazelw\ncalls\nplan.json\n");
  await scene.build(answering("orders", "one"));
});
afterEach(async () => {
  await scene.close();
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

/** A bazelw that builds from nothing what the scene has built, into the output base that it is told. */
function honestBazel(more = ""): void {
  scene.bazelw(`echo "$@" >> calls
for word in "$@"; do case "$word" in
  --output_base=*) base="\${word#*=}" ;;
  --execution_log_json_file=*) log="\${word#*=}" ;;
esac; done
case "$*" in *" clean --expunge") chmod -R u+w "$base"; rm -rf "$base"; exit ;; esac
to="$base/execroot/_main/bazel-out/k8-fastbuild/bin/services/orders"
mkdir -p "$to"
cp "$bin/services/orders/bundle.zip" "$to/"
cp "$bin/services/orders/deploy.runfiles/_main/services/orders/stack.template.json" "$to/"
echo '{"targetLabel":"//services/orders:bundle","mnemonic":"LambdaPack","runner":"linux-sandbox"}' > "$log"
${more}`);
}

function attest(...args: string[]): Promise<Finished> {
  return scene.run("attest", ["--env", "prod", ...args], undefined, { FERRY_SIGNING_KEY_FILE: keyFile });
}

function deploy(): Promise<Finished> {
  return scene.run("deploy", ["--env", "prod", "--yes"]);
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

    honestBazel();
    const signed = await attest();
    expect(signed).toMatchObject({ code: 0, report: { attestation: { caches: "none" } } });
    const calls = readFileSync(join(scene.workspace, "calls"), "utf8");
    expect(calls).toMatch(/--noremote_accept_cached.*\n.*clean --expunge\n$/);
    expect(await deploy()).toMatchObject({ code: 0 });

    await scene.build(answering("orders", "two"));
    expect((await deploy()).report.error?.message).toContain("no trusted build has attested it");
    const { stdout } = await scene.start("invoke", ["--env", "prod"]).finished;
    expect(JSON.parse(stdout)).toMatchObject({ answer: "one" });
    expect(await attest("--trusted-cache")).toMatchObject({
      code: 0,
      report: { attestation: { caches: "trusted" } },
    });
    expect(await deploy()).toMatchObject({ code: 0 });
    for (const { stdout: out, stderr } of [refused, signed]) expect(out + stderr).not.toContain(body(secret));
  });

  test("goes back only to what is attested", async () => {
    expect(await attest("--trusted-cache")).toMatchObject({ code: 0 });
    expect(await deploy()).toMatchObject({ code: 0 });
    await scene.build(answering("orders", "two"));
    expect(await attest("--trusted-cache")).toMatchObject({ code: 0 });
    expect(await deploy()).toMatchObject({ code: 0 });
    const rollback = (): Promise<Finished> => scene.run("rollback", ["--env", "prod", "--yes"]);
    keyFile = join(scene.root, "new-key.pem");
    trustKey();
    expect(await rollback()).toMatchObject({
      code: 1,
      report: { error: { code: "Untrusted" }, apiCalls: { writes: 0 } },
    });
    await scene.build(answering("orders", "one"));
    expect(await attest("--trusted-cache")).toMatchObject({ code: 0 });
    expect(await rollback()).toMatchObject({ code: 0 });
  });

  test("executes no change set that a plan file names: whoever can write one could have made it of anything", async () => {
    await scene.build(answering("orders", "one"));
    expect(await attest("--trusted-cache")).toMatchObject({ code: 0 });
    expect(await deploy()).toMatchObject({ code: 0 });
    const attested = answering("orders", "one", 256);
    await scene.build(attested);
    expect(await attest("--trusted-cache")).toMatchObject({ code: 0 });
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

    expect(await scene.run("deploy", ["--env", "prod", "--yes", "--plan", "plan.json"])).toMatchObject({
      code: 0,
      report: { services: [{ stack: { action: "update" } }] },
    });
    const { TemplateBody } = await client.send(new GetTemplateCommand({ StackName }));
    expect(TemplateBody).toBe(deployableTemplate(attested));
  });

  test("does not take what another key has signed; both are kept for those who trust the other", async () => {
    expect(await attest("--trusted-cache")).toMatchObject({ code: 0 });
    trustKey();
    expect((await deploy()).report.error?.message).toContain("signed by a key that the environment trusts");
    expect(await attest("--trusted-cache")).toMatchObject({ code: 0 });
    expect(await deploy()).toMatchObject({ code: 0 });
  });
});

describe("nothing is attested", () => {
  const unattestable = { code: 1, report: { error: { code: "Unattestable" }, apiCalls: { writes: 0 } } };

  test("that a build from nothing does not give: a cache may have been poisoned", async () => {
    honestBazel(`printf x >> "$to/bundle.zip"`);
    const run = await attest();
    expect(run).toMatchObject(unattestable);
    expect(run.stderr).toContain("//services/orders:bundle has sha256");
    expect((await deploy()).report.error?.code).toBe("Untrusted");
  });

  test("if that build took from a cache nevertheless", async () => {
    honestBazel(`echo '{"targetLabel":"//services/orders:lib","runner":"remote cache hit"}' >> "$log"`);
    const run = await attest();
    expect(run).toMatchObject(unattestable);
    expect(run.stderr).toContain("took from a cache: //services/orders:lib");
  });

  test("after Ctrl-C during the build from nothing, and what that build had made is removed", async () => {
    scene.bazelw(`echo "$@" >> calls
for word in "$@"; do case "$word" in --output_base=*) base="\${word#*=}" ;; esac; done
case "$*" in *" clean --expunge") rm -rf "$base"; exit ;; esac
trap 'exit 8' INT
mkdir -p "$base"
echo "$base" > begun
for second in 0 1 2 3 4 5 6 7 8 9; do sleep 1; done`);
    writeFileSync(join(scene.workspace, ".git/info/exclude"), "bazelw\ncalls\nbegun\n");
    const { child, finished } = scene.start("attest", ["--json", "--env", "prod"], undefined, {
      FERRY_SIGNING_KEY_FILE: keyFile,
    });
    const begun = join(scene.workspace, "begun");
    while (!existsSync(begun) && child.exitCode === null) await delay(20);
    child.kill("SIGINT");
    const run = await finished;
    expect(run).toMatchObject({
      code: 130,
      report: { error: { code: "Interrupted" }, apiCalls: { writes: 0 } },
    });
    expect(readFileSync(join(scene.workspace, "calls"), "utf8")).toMatch(/clean --expunge\n$/);
    expect(existsSync(dirname(readFileSync(begun, "utf8").trim()))).toBe(false);
    expect((await deploy()).report.error?.code).toBe("Untrusted");
  });

  test("of a workspace with changes, untracked files included", async () => {
    writeFileSync(join(scene.workspace, "new.ts"), "");
    const run = await attest("--trusted-cache");
    expect(run).toMatchObject(unattestable);
    expect(run.stderr).toContain("?? new.ts");
  });

  test("with a key that the environment does not trust, or none", async () => {
    const { privateKey } = generateKeyPairSync("ed25519");
    const other = privateKey.export({ format: "pem", type: "pkcs8" }).toString();
    writeFileSync(keyFile, other);
    const run = await attest("--trusted-cache");
    expect(run).toMatchObject({ code: 2, report: { error: { code: "SigningKeyInvalid" } } });
    expect(run.stdout + run.stderr).not.toContain(body(other));
    expect((await scene.run("attest", ["--env", "prod"])).stderr).toContain(
      "FERRY_SIGNING_KEY_FILE is not set",
    );
    expect((await scene.run("attest", ["--env", "vault"])).stderr).toContain("trusts no keys");
  });
});

/** The key itself, without the lines around it. */
function body(pem: string): string {
  return pem.split("\n")[1] ?? "";
}
