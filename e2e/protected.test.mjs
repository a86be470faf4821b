// An environment that takes only what a trusted build has signed: a real key, a real build without caches, a real repository. The
// tests are steps: each builds on the one before.
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after } from "node:test";
import { Account } from "./support/account.mjs";
import { Checkout } from "./support/checkout.mjs";
import { git } from "./support/git.mjs";
import { reportOf, successOf } from "./support/report.mjs";
import { steps } from "./support/steps.mjs";

const step = steps();

const account = new Account();
after(() => account.dispose());
const checkout = await Checkout.create({ env: account.env });
after(() => checkout.dispose());

const ENVIRONMENT = "vault-eu";
const APP = "services/orders/src/http/routes.ts";

const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const pem = privateKey.export({ format: "pem", type: "pkcs8" });
// Outside the checkout: in it, the files would be uncommitted changes.
const keyFile = join(checkout.scratch, "signing-key.pem");
writeFileSync(keyFile, pem, { mode: 0o600 });

/** All output so far. */
let printed = "";

async function run(startup, verb, args) {
  const env = verb === "attest" ? { FERRY_SIGNING_KEY_FILE: keyFile } : {};
  const command = ["run", `//services/orders:${verb}`, "--", "--json", "--env", ENVIRONMENT, ...args];
  const ended = await checkout.bazelw([...startup, ...command], { env });
  printed += ended.stdout + ended.stderr;
  return ended;
}

const trusted = (verb, ...args) => run(["--trusted"], verb, args);
const everyday = (verb, ...args) => run([], verb, args);
const deploy = () => trusted("deploy", "--yes");

/** Asserts that a command was refused with that error, and returns its message. */
function refused(ended, code) {
  assert.equal(ended.code, 1, ended.text());
  const { error } = reportOf(ended);
  assert.equal(error.code, code, ended.text());
  return error.message;
}

/** The service's own answer. */
async function status() {
  const { stacks } = await account.status();
  const health = await fetch(`${stacks[`${ENVIRONMENT}-orders`]}/health`);
  return (await health.json()).status;
}

/** Commits everything. @returns the commit */
async function commitAll(message) {
  await git(checkout, "add", "--all");
  await git(checkout, "commit", "--quiet", "--message", message);
  return git(checkout, "rev-parse", "HEAD");
}

let first;
let signed;

step("what was not attested is refused, and nothing is written", async () => {
  const environments = JSON.parse(checkout.read("platform/environments.json"));
  environments.environments["vault-*"] = {
    ...environments.environments.local,
    protected: true,
    trust: { keys: [publicKey.export({ format: "der", type: "spki" }).toString("base64")] },
  };
  checkout.write("platform/environments.json", `${JSON.stringify(environments, undefined, 2)}\n`);
  await git(checkout, "init", "--quiet");
  first = await commitAll("all");

  const { result, writes } = await account.during(deploy);

  const message = refused(result, "Untrusted");
  assert.match(
    message,
    /\/\/services\/orders:bundle \(sha256 [0-9a-f]{64}\): no trusted build has attested it/,
  );
  assert.match(message, /\/\/services\/orders:stack \(sha256 [0-9a-f]{64}\)/);
  assert.deepEqual(writes, []);
});

step("attest refuses a tree with an uncommitted file", async () => {
  checkout.write("services/orders/src/new.ts", "export {};\n");

  const { result, writes } = await account.during(() => trusted("attest"));

  assert.match(refused(result, "Unattestable"), /\?\? services\/orders\/src\/new\.ts/);
  assert.deepEqual(writes, []);
  checkout.remove("services/orders/src/new.ts");
});

step(
  "by the everyday commands nothing is attested, deployed or rolled back, since caches have a part in them",
  async () => {
    const { result, writes } = await account.during(async () => ({
      attest: await everyday("attest"),
      deploy: await everyday("deploy", "--yes"),
      rollback: await everyday("rollback", "--yes"),
    }));

    refused(result.attest, "Unattestable");
    refused(result.deploy, "Untrusted");
    refused(result.rollback, "Untrusted");
    for (const [verb, { stderr }] of Object.entries(result))
      assert.match(stderr, new RegExp(`start it with: \\./bazelw --trusted run //:${verb} `));
    assert.deepEqual(writes, []);
  },
);

step("attest signs what is built without any cache; then the deploy goes live", async (t) => {
  const { attestation } = successOf(await trusted("attest"));
  const begun = Date.now();
  successOf(await trusted("attest"));
  t.diagnostic(`attest took ${Math.round((Date.now() - begun) / 100) / 10} s where nothing had changed`);

  assert.equal(attestation.caches, "none");
  assert.equal(attestation.commit, first);
  signed = Object.fromEntries(attestation.subjects.map(({ target, sha256 }) => [target, sha256]));
  assert.deepEqual(Object.keys(signed).sort(), ["//services/orders:bundle", "//services/orders:stack"]);

  const { services } = successOf(await deploy());
  assert.equal(services[0].functions[0].digest, signed["//services/orders:bundle"]);
  assert.equal(services[0].stack.digest, signed["//services/orders:stack"]);
  assert.equal(await status(), "ok");
});

step("a changed source is refused until it is attested; what is live stays", async () => {
  checkout.edit(APP, '{ status: "ok" }', '{ status: "changed" }');
  await commitAll("changed");

  const { result, writes } = await account.during(deploy);

  const message = refused(result, "Untrusted");
  assert.match(message, /\/\/services\/orders:bundle/);
  assert.doesNotMatch(message, /\/\/services\/orders:stack/);
  assert.deepEqual(writes, []);
  assert.equal(await status(), "ok");
});

step(
  "the owner of the caches may declare them trusted and attest by the everyday command; the old version stays valid for a rollback",
  async () => {
    const { attestation } = successOf(await everyday("attest", "--trusted-cache"));
    assert.equal(attestation.caches, "trusted");
    successOf(await deploy());
    assert.equal(await status(), "changed");

    successOf(await trusted("rollback", "--yes"));

    assert.equal(await status(), "ok");
  },
);

step("the private key was never printed", () => {
  assert.ok(printed.includes("vault-eu-orders"), printed);
  assert.ok(!printed.includes(pem.split("\n")[1]));
});
