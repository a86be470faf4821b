// A deploy may be killed at any moment (kill -9), or meet another one: the same command again converges.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { Account } from "./support/account.mjs";
import { Checkout } from "./support/checkout.mjs";
import { randomNumbers, seed } from "./support/random.mjs";
import { assertUnchanged, reportOf, successOf } from "./support/report.mjs";
import { until } from "./support/until.mjs";

const APP = "services/orders/src/http/routes.ts";
const STACK = "services/orders/stack.ts";
const DEPLOY = ["run", "//services/orders:deploy", "--", "--json"];
/** Kills per test. */
const KILLS = 5;

const checkout = await Checkout.create();
after(() => checkout.dispose());
const random = randomNumbers();

/** An account that ends with the test. */
function accountOf(t) {
  const account = new Account();
  t.after(() => account.dispose());
  return account;
}

function deploy(account) {
  return checkout.bazelw(DEPLOY, { env: account.env });
}

/** Starts a deploy and kills it with its children some milliseconds after its nth request. */
async function killedDeploy(account, requests, milliseconds) {
  const before = account.requests().length;
  const started = checkout.startBazelw(DEPLOY, { env: account.env });
  let over = false;
  started.ended.finally(() => {
    over = true;
  });
  await until(
    `a deploy has made ${requests} requests`,
    () => over || account.requests().length - before >= requests,
    { pollMs: 1 },
  );
  await delay(milliseconds);
  if (!over) process.kill(-started.pid, "SIGKILL");
  await started.ended;
  const made = account.requests().slice(before);
  return `killed after ${made.length} requests, the last ${made.at(-1)?.operation ?? "none"}`;
}

/** Asserts that the same command now succeeds, that nothing is left to do after it, and that the service answers `word`. */
async function assertConverges(account, word) {
  successOf(await deploy(account));
  assertUnchanged(successOf(await deploy(account)));
  const { stacks } = await account.status();
  const health = await fetch(`${stacks["local-orders"]}/health`);
  assert.deepEqual(await health.json(), { status: word });
}

/** The word that the service in the checkout answers now. */
let word = "ok";

/** Changes the service's code, and so its zip. */
function changeCode(to) {
  checkout.edit(APP, `{ status: "${word}" }`, `{ status: "${to}" }`);
  word = to;
}

test("a first deploy that is killed at any moment", async (t) => {
  t.diagnostic(`FERRY_E2E_SEED=${seed}`);
  const { apiCalls } = successOf(await deploy(accountOf(t)));

  for (let kill = 0; kill < KILLS; kill++) {
    const account = accountOf(t);
    t.diagnostic(await killedDeploy(account, 1 + random(apiCalls.total), random(40)));
    await assertConverges(account, word);
  }
});

test("an update of code and configuration that is killed at any moment", async (t) => {
  t.diagnostic(`FERRY_E2E_SEED=${seed}`);
  const account = accountOf(t);
  const [first, second] = [512, 640];
  successOf(await deploy(account));
  changeCode("changed");
  checkout.edit(STACK, `memorySize: ${first}`, `memorySize: ${second}`);
  const { apiCalls } = successOf(await deploy(account));

  for (let kill = 0; kill < KILLS; kill++) {
    changeCode(`killed ${kill}`);
    const [from, to] = kill % 2 === 0 ? [second, first] : [first, second];
    checkout.edit(STACK, `memorySize: ${from}`, `memorySize: ${to}`);
    t.diagnostic(await killedDeploy(account, random(apiCalls.total + 1), random(40)));
    await assertConverges(account, word);
    const live = await account.lambda("functions/local-orders/configuration?Qualifier=live");
    assert.equal(live.MemorySize, to);
  }
});

/** Two deploys at once: each succeeds, or reports that the other one has the lock. */
async function assertTwoAtOnce(account) {
  const built = await checkout.bazelw(["build", "//services/orders:deploy"]);
  assert.equal(built.code, 0, built.text());
  const ended = await Promise.all([deploy(account), deploy(account)]);

  assert.ok(
    ended.some(({ code }) => code === 0),
    ended.map(({ text }) => text()).join("\n"),
  );
  for (const one of ended) {
    if (one.code === 0) continue;
    assert.equal(one.code, 1, one.text());
    assert.equal(reportOf(one).error.code, "Contended", one.text());
  }
  await assertConverges(account, word);
}

test("two first deploys at once", async (t) => {
  await assertTwoAtOnce(accountOf(t));
});

test("two updates at once", async (t) => {
  const account = accountOf(t);
  successOf(await deploy(account));
  changeCode("by one of two");

  await assertTwoAtOnce(account);
});
