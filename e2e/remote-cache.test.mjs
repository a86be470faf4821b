// With a remote cache, only digests are transferred until a function really needs another zip. The tests are steps: each builds
// on the one before. The cache's own access log says what was fetched.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after } from "node:test";
import { Account } from "./support/account.mjs";
import { sha256 } from "./support/action-result.mjs";
import { Checkout } from "./support/checkout.mjs";
import { RemoteCache } from "./support/nginx.mjs";
import { assertUnchanged, successOf } from "./support/report.mjs";
import { steps } from "./support/steps.mjs";

const step = steps();

const ECHO = "services/echo/main.ts";

const cache = await RemoteCache.start();
after(() => cache.dispose());
const account = new Account();
after(() => account.dispose());
const options = { cold: true, env: account.env, bazelrc: [`build --remote_cache=${cache.url}`] };
const first = await Checkout.create(options);
after(() => first.dispose());
const elsewhere = await Checkout.create({ ...options, parent: "/var/tmp", name: "elsewhere" });
after(() => elsewhere.dispose());
for (const checkout of [first, elsewhere]) checkout.add("echo", "services/echo");

/** Deploys a service and returns the function's and the whole report. */
async function deploy(checkout, service) {
  const report = successOf(await checkout.bazelw(["run", `//services/${service}:deploy`, "--", "--json"]));
  return { report, deployed: report.services[0].functions[0] };
}

/** Digests of the zips in both checkouts now. */
const zips = {};
/** Digest of the program that packs zips, which is built as well. */
let packer;

/** SHA-256 of what the account runs as the function `local-echo`, in hexadecimal. */
async function running() {
  const { CodeSha256 } = await account.lambda("functions/local-echo/configuration?Qualifier=live");
  return Buffer.from(CodeSha256, "base64").toString("hex");
}

/** Deploys other code of echo from the first checkout, and reverts the change there. */
async function deployOtherEcho(word) {
  first.edit(ECHO, '"echo"', `"${word}"`);
  const { deployed } = await deploy(first, "echo");
  first.add("echo", "services/echo");
  assert.notEqual(deployed.digest, zips.echo);
  assert.equal(await running(), deployed.digest);
  return deployed.digest;
}

function zipRequests(requests) {
  const wanted = new Set(Object.values(zips).map((digest) => `/cas/${digest}`));
  return requests
    .filter(({ path }) => wanted.has(path))
    .map(({ method, path, status }) => `${method} ${path} ${status}`);
}

step("the first checkout builds, deploys, and leaves its zips in the cache", async () => {
  for (const service of ["orders", "echo"]) {
    const { deployed } = await deploy(first, service);
    assert.equal(deployed.build, "built");
    assert.equal(deployed.action, "create");
    assert.ok(cache.holds(deployed.digest), `the cache does not hold ${deployed.digest}`);
    zips[service] = deployed.digest;
  }
  packer = sha256(readFileSync(first.path("bazel-bin/tools/lambda/pack/packer.js")));
});

step(
  "a checkout elsewhere with an empty output base deploys unchanged services without a request for any zip",
  async () => {
    for (const service of ["orders", "echo"]) {
      const { result, requests } = await cache.during(() => deploy(elsewhere, service));

      assertUnchanged(result.report);
      assert.equal(result.deployed.digest, zips[service]);
      assert.equal(result.deployed.build, "remote-cache");
      assert.ok(
        requests.some(({ method, status }) => method === "GET" && status === 200),
        "it did not use the cache",
      );
      assert.deepEqual(zipRequests(requests), []);
    }
  },
);

step("exactly the zip of the changed service is fetched", async () => {
  await deployOtherEcho("other");

  const { result: echo, requests } = await cache.during(() => deploy(elsewhere, "echo"));
  const { result: orders, requests: none } = await cache.during(() => deploy(elsewhere, "orders"));

  assert.equal(echo.deployed.action, "update");
  assert.equal(echo.deployed.reason, "code");
  assert.equal(echo.deployed.digest, zips.echo);
  assert.equal(await running(), zips.echo);
  assert.deepEqual(zipRequests(requests), [`GET /cas/${zips.echo} 200`]);
  assert.equal(echo.report.downloadedBytes, echo.deployed.size);
  assert.equal(echo.report.uploadedBytes, echo.deployed.size);
  assertUnchanged(orders.report);
  assert.deepEqual(zipRequests(none), []);
});

step("a zip that the cache lost is rebuilt and deployed", async () => {
  await deployOtherEcho("lost");
  await forget(elsewhere);
  cache.delete(zips.echo);

  const { deployed } = await deploy(elsewhere, "echo");

  assert.equal(deployed.digest, zips.echo);
  assert.equal(deployed.build, "built");
  assert.equal(await running(), zips.echo);
  assert.ok(cache.holds(zips.echo), "the cache has not got it back");
});

step("a zip that is damaged in the cache is never uploaded: it is rebuilt", async () => {
  const other = await deployOtherEcho("damaged");
  await forget(elsewhere);
  // A zip that Lambda would accept, but not the one of this digest.
  cache.corrupt(zips.echo, cache.read(other));

  const { result, writes } = await account.during(() =>
    elsewhere.bazelw(["run", "//services/echo:deploy", "--", "--json"]),
  );

  const { services } = successOf(result);
  const uploads = writes.filter(({ operation }) => operation === "UpdateFunctionCode");
  assert.equal(uploads.length, 1);
  assert.equal(services[0].functions[0].digest, zips.echo);
  assert.equal(await running(), zips.echo);
  const { Versions } = await account.lambda("functions/local-echo/versions");
  assert.equal(
    Versions.filter(({ CodeSha256 }) => hex(CodeSha256) === other).length,
    1,
    "other code was published again",
  );
});

step("so is it if the cache lost or damaged the packer as well", async () => {
  const losses = {
    lost: () => cache.delete(packer),
    damaged: () => cache.corrupt(packer, "damaged"),
  };
  for (const [word, lose] of Object.entries(losses)) {
    await deployOtherEcho(`packer-${word}`);
    await forget(elsewhere);
    cache.corrupt(zips.echo, "damaged");
    lose();

    const { deployed } = await deploy(elsewhere, "echo");

    assert.equal(deployed.digest, zips.echo, word);
    assert.equal(deployed.build, "built", word);
    assert.equal(await running(), zips.echo, word);
    assert.equal(sha256(cache.read(packer)), packer, word);
  }
});

// By the time the zip is checked, the local action cache has the entry too, and the disk cache keeps it.
for (const [where, ...options] of [
  ["the cache"],
  ["the cache, and then a disk cache,", `--disk_cache=${elsewhere.scratch}/disk`],
]) {
  step(
    `a zip for which ${where} has the digest of another one is never uploaded: it is rebuilt`,
    async () => {
      const other = await deployOtherEcho(`mistaken${options.length}`);
      await forget(elsewhere);
      cache.forge(zips.echo, cache.read(other));

      const { result, writes } = await account.during(() =>
        elsewhere.bazelw(["run", ...options, "//services/echo:deploy", "--", "--json"]),
      );

      const { services } = successOf(result);
      assert.equal(writes.filter(({ operation }) => operation === "UpdateFunctionCode").length, 1);
      assert.equal(services[0].functions[0].digest, zips.echo);
      assert.equal(services[0].functions[0].build, "built");
      assert.equal(await running(), zips.echo);
    },
  );
}

step("and the cache has the right one again", async () => {
  await deployOtherEcho("once-more");
  await forget(elsewhere);

  const { deployed } = await deploy(elsewhere, "echo");

  assert.equal(deployed.build, "remote-cache");
  assert.equal(await running(), zips.echo);
});

/** Makes Bazel forget what it built and fetched, except the archives of npm packages. */
async function forget(checkout) {
  const cleaned = await checkout.bazelw(["clean"]);
  assert.equal(cleaned.code, 0, cleaned.text());
}

function hex(base64) {
  return Buffer.from(base64, "base64").toString("hex");
}
