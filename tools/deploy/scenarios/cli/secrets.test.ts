import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { FaultProfile } from "../../../local/faults/profile";
import { answering, type ServiceVersion } from "../../testing/scene/deployable";
import { useScene } from "../../testing/scene/use-scene";

/** The deployer's own secrets, which may show nowhere. */
const OWN = {
  AWS_ACCESS_KEY_ID: "AKIA5ECRETACCESSKEY1",
  AWS_SECRET_ACCESS_KEY: "own-secret-access-key-7f3b",
  AWS_SESSION_TOKEN: "own-session-token-91ad",
};
/** What only AWS may have: values that reach functions. */
const LEVEL = "environment-value-c04e";
const HIDDEN = "hidden-parameter-55d2";
const HIDDEN_NEXT = "hidden-parameter-8ba0";

let keyFile: string;
let key: string;
/** Everything that all runs have printed. */
let printed = "";

const scene = useScene("all", async () => {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  key = privateKey.export({ format: "pem", type: "pkcs8" }).toString();
  keyFile = join(scene.root, "signing-key.pem");
  writeFileSync(keyFile, key);
  const path = join(scene.runfiles, "environments.json");
  const file = JSON.parse(readFileSync(path, "utf8"));
  const trusted = publicKey.export({ format: "der", type: "spki" }).toString("base64");
  file.environments.vault = {
    ...file.environments.vault,
    parameters: { Level: LEVEL },
    trust: { keys: [trusted] },
  };
  writeFileSync(path, JSON.stringify(file));
  const git = (...args: string[]) =>
    execFileSync("git", ["-C", scene.workspace, ...args], { stdio: "ignore" });
  git("init");
  git("-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "--allow-empty", "-m", "all");
  // What a workspace of Ferry's ignores, and what a person keeps out of commits.
  writeFileSync(join(scene.workspace, ".git/info/exclude"), "bazelw\n*.json\n");
});

/** A service whose function has a hidden parameter's value in its environment. */
function secretive(answer: string, hidden: string, resources: object = {}): ServiceVersion {
  const Secret = { Type: "String", NoEcho: true, Default: hidden };
  return { ...answering("orders", answer), parameters: { Secret }, resources };
}

async function run(verb: string, args: readonly string[] = [], code = 0): Promise<void> {
  const variables = {
    ...OWN,
    FERRY_DEBUG: "1",
    FERRY_SIGNING_KEY_FILE: keyFile,
    FERRY_BAZEL_STARTUP_OPTIONS: '["--trusted"]',
  };
  const finished = await scene.run(verb, ["--env", "vault", ...args], undefined, variables);
  printed += finished.stdout + finished.stderr;
  expect([verb, args, finished.code, finished.stderr]).toEqual([verb, args, code, finished.stderr]);
}

/** Files below a folder, as text, with their paths in it. */
function files(folder: string): { path: string; text: string }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path: path.slice(folder.length + 1), text: readFileSync(path, "latin1") }));
}

test("no verb, successful or not, shows a credential, a key or a value, nor leaves one where it does not belong", async () => {
  await scene.build(secretive("one", HIDDEN));
  await run("deploy", ["--yes"], 1);
  await run("attest");
  await run("plan");
  await run("plan", ["--out", "first.json"]);
  await run("deploy", ["--yes", "--plan", "first.json"]);
  await scene.build(secretive("two", HIDDEN_NEXT));
  // Bazel that does not answer, and is quoted.
  scene.bazelw("echo 'no such target' >&2; exit 7");
  await run("plan", ["--why"]);
  expect(printed).toContain("no such target");
  await run("plan", ["--out", "next.json"]);
  await run("deploy", ["--yes", "--plan", "first.json"], 1);
  await run("attest");
  await run("plan", ["--detect-drift"]);
  await run("deploy", ["--yes"]);
  await run("history");
  await run("rollback", ["--yes"]);
  await run("invoke", ["--function", "nowhere"], 2);
  await run("invoke", ["--payload", "{", "--tail"], 2);

  // What CloudFormation says of a failure quotes the property, which is the hidden value.
  const quoting = { Type: "AWS::Lambda::Version", Properties: { FunctionName: { Ref: "Secret" } } };
  await scene.build(secretive("three", HIDDEN, { Quoting: quoting }));
  await run("attest");
  await run("deploy", ["--yes"], 1);
  expect(printed).toContain("Quoting (AWS::Lambda::Version)");
  expect(printed).toContain("****");

  scene.setFaults(FaultProfile.parse({ version: 1, credentials: { expireAfter: 0 } }));
  await run("deploy", ["--yes"], 2);
  scene.setFaults(undefined);
  await run("destroy", ["--yes"], 2);
  await run("destroy", ["--yes", "--confirm", "vault"]);

  const secrets = [...Object.values(OWN), key.split("\n")[1] ?? ""];
  const values = [LEVEL, HIDDEN, HIDDEN_NEXT];
  for (const text of [...secrets, ...values]) expect(printed).not.toContain(text);
  const account = files(scene.stateFolder);
  expect(account.map(({ path }) => path)).toEqual(expect.arrayContaining(["requests.log"]));
  const left = [...account, ...files(scene.workspace)];
  expect(left.map(({ path }) => path)).toEqual(expect.arrayContaining(["first.json", "next.json"]));
  for (const text of secrets) expect(left.filter((file) => file.text.includes(text))).toEqual([]);
  // Lambda and CloudFormation have to have the values; logs, records, locks and attestations do not.
  const ours = left.filter(({ path }) => !/^(cloudformation|lambda|runtime)\//.test(path));
  expect(ours.some(({ path }) => path.startsWith("s3/"))).toBe(true);
  for (const text of values) expect(ours.filter((file) => file.text.includes(text))).toEqual([]);
});
