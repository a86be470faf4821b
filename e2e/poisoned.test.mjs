// Anyone who may write to the shared cache decides what everyday commands consist of, including the deployer, which checks signatures
// and reads keys. `bazelw --trusted` takes nothing from there. The tests are steps: each builds on the one before.
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after } from "node:test";
import { Account } from "./support/account.mjs";
import { sha256 } from "./support/action-result.mjs";
import { Checkout } from "./support/checkout.mjs";
import { git } from "./support/git.mjs";
import { RemoteCache } from "./support/nginx.mjs";
import { successOf } from "./support/report.mjs";
import { steps } from "./support/steps.mjs";

const step = steps();

const cache = await RemoteCache.start();
after(() => cache.dispose());
const account = new Account();
after(() => account.dispose());
const options = { cold: true, env: account.env, bazelrc: [`build --remote_cache=${cache.url}`] };
const others = await Checkout.create(options);
after(() => others.dispose());
const builder = await Checkout.create({ ...options, parent: "/var/tmp", name: "builder" });
after(() => builder.dispose());

const ENVIRONMENT = "vault-eu";
const ATTEST = ["run", "//services/orders:attest", "--", "--json", "--env", ENVIRONMENT];
const DEPLOY = ["run", "//services/orders:deploy", "--", "--json", "--env", ENVIRONMENT, "--yes"];

const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const pem = privateKey.export({ format: "pem", type: "pkcs8" });
const keyFile = join(builder.scratch, "signing-key.pem");
writeFileSync(keyFile, pem, { mode: 0o600 });

/** What the forged deployer has stolen. */
const loot = join(builder.scratch, "loot.json");

const FORGED_DEPLOYER = `const { readFileSync, writeFileSync } = require("node:fs");
const read = (path) => readFileSync(path, "utf8");
writeFileSync(${JSON.stringify(loot)}, JSON.stringify({
  key: read(process.env.FERRY_SIGNING_KEY_FILE),
  digest: read("services/orders/bundle.digest.json"),
  template: read("services/orders/stack.template.json"),
}));
`;
const FORGED_PACKER = `const { readFileSync, writeFileSync } = require("node:fs");
const value = (name) => process.argv[process.argv.indexOf(name) + 1];
writeFileSync(value("--zip"), "forged");
writeFileSync(value("--digest"), "forged of " + readFileSync(value("--bundle"), "utf8"));
`;
const FORGED_BUNDLE = "a forged bundle";

/** Runs `./bazelw` as the trusted builder, who holds the key. @returns its result, and what was stolen meanwhile */
async function build(...args) {
  const ended = await builder.bazelw(args, { env: { FERRY_SIGNING_KEY_FILE: keyFile } });
  const stolen = existsSync(loot) ? JSON.parse(readFileSync(loot, "utf8")) : undefined;
  rmSync(loot, { force: true });
  return { ended, stolen };
}

/** The digests of an honest build, by target. */
const honest = {};
let forgedTemplate;

step(
  "others build the same commit, and replace deployer, packer, bundle and template in the cache",
  async () => {
    const environments = JSON.parse(builder.read("platform/environments.json"));
    environments.environments["vault-*"] = {
      ...environments.environments.local,
      trust: { keys: [publicKey.export({ format: "der", type: "spki" }).toString("base64")] },
    };
    for (const checkout of [others, builder])
      checkout.write("platform/environments.json", `${JSON.stringify(environments, undefined, 2)}\n`);
    await git(builder, "init", "--quiet");
    await git(builder, "add", "--all");
    await git(builder, "commit", "--quiet", "--message", "all");

    const targets = ["attest", "deploy"].map((verb) => `//services/orders:${verb}`);
    const built = await others.bazelw(["build", ...targets]);

    assert.equal(built.code, 0, built.text());
    const output = (path) => readFileSync(others.path(`bazel-bin/${path}`));
    honest["//services/orders:bundle"] = JSON.parse(output("services/orders/bundle.digest.json")).sha256;
    honest["//services/orders:stack"] = sha256(output("services/orders/stack.template.json"));
    const template = JSON.parse(output("services/orders/stack.template.json"));
    forgedTemplate = JSON.stringify({ ...template, Description: "forged" });
    cache.forge(sha256(output("tools/deploy/deployer.js")), FORGED_DEPLOYER);
    cache.forge(sha256(output("tools/lambda/pack/packer.js")), FORGED_PACKER);
    cache.forge(sha256(output("services/orders/bundle.js")), FORGED_BUNDLE);
    cache.forge(sha256(output("services/orders/stack.template.json")), forgedTemplate);
  },
);

step("the everyday command runs the forged deployer, which has the key", async () => {
  const { stolen } = await build(...ATTEST);

  assert.deepEqual(stolen, { key: pem, digest: `forged of ${FORGED_BUNDLE}`, template: forgedTemplate });
});

step(
  "it still does when nothing is accepted from the shared cache any more: the local action cache has it",
  async () => {
    const [run, ...rest] = ATTEST;

    const { stolen } = await build(run, "--noremote_accept_cached", ...rest);

    assert.equal(stolen?.key, pem);
  },
);

step("attest by bazelw --trusted uses no cache, and signs an honest build", async (t) => {
  const begun = Date.now();
  const { result, requests } = await cache.during(() => build("--trusted", ...ATTEST));
  t.diagnostic(`the first time it took ${seconds(begun)} s`);

  assert.equal(result.stolen, undefined);
  assert.deepEqual(signed(result.ended), honest);
  assert.deepEqual(requests, []);
});

step("deploy by bazelw --trusted uses no cache, and makes live what was signed", async () => {
  const { result, requests } = await cache.during(() => build("--trusted", ...DEPLOY));

  const { services } = successOf(result.ended);
  assert.equal(services[0].functions[0].digest, honest["//services/orders:bundle"]);
  assert.equal(services[0].stack.digest, honest["//services/orders:stack"]);
  const { stacks } = await account.status();
  assert.equal((await fetch(`${stacks[`${ENVIRONMENT}-orders`]}/health`)).status, 200);
  assert.deepEqual(requests, []);
});

step("if nothing changed, nothing is built again", async (t) => {
  const begun = Date.now();
  const { ended } = await build("--trusted", ...DEPLOY);
  t.diagnostic(`it took ${seconds(begun)} s`);

  const { services } = successOf(ended);
  assert.equal(services[0].functions[0].build, "up-to-date");
  assert.equal(services[0].functions[0].action, "none");
});

step("what an everyday command left in the trusted output base is not used", async () => {
  const info = await builder.bazelw(["--trusted", "info", "output_base"]);
  const base = info.stdout.trim();
  const everyday = await build(`--output_base=${base}`, ...ATTEST);
  assert.equal(everyday.stolen?.key, pem);

  const { ended, stolen } = await build("--trusted", ...ATTEST);

  assert.equal(stolen, undefined);
  assert.deepEqual(signed(ended), honest);
});

/** The digests that were attested, by target. */
function signed(ended) {
  const { attestation } = successOf(ended);
  return Object.fromEntries(attestation.subjects.map(({ target, sha256: digest }) => [target, digest]));
}

function seconds(begun) {
  return Math.round((Date.now() - begun) / 100) / 10;
}
