// Environments as a developer uses them: one of one's own, a change in it, an overlay over it for a pull request, more time for
// that, and the sweep that removes it when its time is over. The tests are steps.
import assert from "node:assert/strict";
import { after } from "node:test";
import { Account } from "./support/account.mjs";
import { Checkout } from "./support/checkout.mjs";
import { localEnvironments } from "./support/environments.mjs";
import { successOf } from "./support/report.mjs";
import { Shop } from "./support/shop.mjs";
import { steps } from "./support/steps.mjs";

const step = steps();

const account = new Account();
after(() => account.dispose());
// Whose the environments are, whatever the user of this machine is called.
const checkout = await Checkout.create({ env: { ...account.env, GITHUB_ACTOR: "ada" } });
after(() => checkout.dispose());
localEnvironments(checkout, "dev-ada");

const BUCKET = "ferry-000000000000-us-east-1";
const DAY_MS = 24 * 60 * 60 * 1000;

const run = async (target, ...args) =>
  successOf(await checkout.bazelw(["run", target, "--", ...args, "--json"]));
const env = (...args) => run("//:env", ...args);

const recordPath = (name) => `/${BUCKET}/environments/${name}/environment.json`;

/** The record of an environment. */
async function record(name) {
  return (await account.fetch("s3", recordPath(name))).json();
}

/** Lets the time of an environment be over, as by waiting. */
async function expire(name) {
  const expires = new Date(Date.now() - DAY_MS).toISOString();
  const body = JSON.stringify({ ...(await record(name)), expires });
  const response = await account.fetch("s3", recordPath(name), { method: "PUT", body });
  assert.equal(response.status, 200, await response.text());
}

/** How many days an environment has from now on, with a half of one for the time that the test takes. */
const daysLeft = ({ expires }) => Math.round((Date.parse(expires) - Date.now()) / DAY_MS);

/** Names of all that the account has of an environment. */
async function holdings(environment) {
  const names = await Promise.all([
    account.status().then(({ stacks }) => Object.keys(stacks)),
    account
      .json("AmazonSQS.ListQueues", {})
      .then(({ QueueUrls = [] }) => QueueUrls.map((url) => url.split("/").at(-1))),
    account
      .json("Logs_20140328.DescribeLogGroups", {})
      .then(({ logGroups }) => logGroups.map(({ logGroupName }) => logGroupName)),
    account.json("AWSEvents.ListRules", {}).then(({ Rules }) => Rules.map(({ Name }) => Name)),
    account.json("DynamoDB_20120810.ListTables", {}).then(({ TableNames }) => TableNames),
    account.lambda("functions/").then(({ Functions }) => Functions.map(({ FunctionName }) => FunctionName)),
    account
      .fetch("scheduler", "/schedules")
      .then((response) => response.json())
      .then(({ Schedules }) => Schedules.map(({ Name }) => Name)),
    account
      .fetch("s3", `/${BUCKET}?list-type=2`)
      .then((response) => response.text())
      .then((xml) => [...xml.matchAll(/<Key>([^<]+)<\/Key>/g)].map(([, key]) => key)),
  ]);
  return names.flat().filter((name) => name.includes(environment));
}

/** The environments that a removal removes, and whether it has. */
const going = ({ environments }) =>
  environments.filter(({ action }) => action === "remove").map(({ name, done }) => [name, done]);

const own = new Shop(account, "dev-ada");

step("a developer has an environment of her own, which this checkout means from then on", async () => {
  await env("use", "--user");
  const report = await run("//:deploy");

  assert.equal(report.env, "dev-ada");
  assert.deepEqual(
    report.services.map(({ stack }) => [stack.name, stack.action]),
    [
      ["dev-ada-notifications", "create"],
      ["dev-ada-orders", "create"],
      ["dev-ada-payments", "create"],
    ],
  );
  const entry = await record("dev-ada");
  assert.equal(entry.owner, "ada");
  assert.equal(daysLeft(entry), 7);
  await own.settled(await own.place(900), "paid");
});

step("a change in one service is live by one deploy of it, and nothing else changes", async () => {
  checkout.edit("services/payments/src/provider/sandbox-provider.ts", "`sandbox_", "`mine_");
  const { services } = await run("//services/payments:deploy");

  assert.deepEqual(
    services.map(({ service, stack, functions }) => [service, stack.action, functions[0].action]),
    [["payments", "none", "update"]],
  );
  const { paymentId } = await own.settled(await own.place(900), "paid");
  assert.match(paymentId, /^mine_/);
});

step("a pull request has an overlay: the one service that it changes, over the rest", async () => {
  checkout.edit("services/notifications/src/templates/letters.ts", "Thank you.", "Thanks.");
  const { services } = await run("//:deploy", "--env", "pr-12");

  assert.deepEqual(
    services.map(({ service, stack, overlay }) => [service, stack.action, overlay.where]),
    [
      ["notifications", "create", "own"],
      ["orders", "none", "base"],
      ["payments", "none", "base"],
    ],
  );
  const entry = await record("pr-12");
  assert.equal(entry.base, "dev-ada");
  assert.equal(daysLeft(entry), 2);
});

step("it may have more time, up to a maximum, and is listed with what it has", async () => {
  await env("extend", "pr-12", "--for", "5d");
  assert.equal(daysLeft(await record("pr-12")), 5);
  const refused = await checkout.bazelw(["run", "//:env", "--", "extend", "pr-12", "--for", "400d"]);
  assert.notEqual(refused.code, 0, refused.text());

  const { environments } = await env("list");
  assert.deepEqual(
    environments.map(({ environment, owner, base, services }) => [
      environment,
      owner,
      base,
      services.map(({ service }) => service).sort(),
    ]),
    [
      ["dev-ada", "ada", null, ["notifications", "orders", "payments"]],
      ["pr-12", "ada", "dev-ada", ["notifications"]],
    ],
  );
  assert.equal(daysLeft(environments[1]), 5);
});

step("a sweep takes nothing that has time left", async () => {
  const { environments } = await env("sweep", "--yes");

  assert.deepEqual(
    environments.map(({ name, action }) => [name, action]),
    [
      ["dev-ada", "none"],
      ["pr-12", "none"],
    ],
  );
});

step("a sweep removes what has none, with all that it has, and an overlay's base stays", async () => {
  await expire("pr-12");
  const dry = await env("sweep", "--dry-run");
  assert.deepEqual(going(dry), [["pr-12", false]]);
  assert.ok((await holdings("pr-12")).includes("pr-12-notifications"));

  assert.deepEqual(going(await env("sweep", "--yes")), [["pr-12", true]]);
  assert.deepEqual(await holdings("pr-12"), []);
  await own.settled(await own.place(900), "paid");
});

step("a deploy gives an environment its time again, and destroy removes it at once", async () => {
  await expire("dev-ada");
  await run("//services/orders:deploy");
  assert.equal(daysLeft(await record("dev-ada")), 7);
  assert.deepEqual(going(await env("sweep", "--yes")), []);

  await env("destroy", "dev-ada", "--yes");
  assert.deepEqual(await holdings("dev-ada"), []);
});
