// What a newcomer does: one command, then again, then a change of each kind. The tests are steps: each builds on the one before.
import assert from "node:assert/strict";
import { after } from "node:test";
import { Account } from "./support/account.mjs";
import { Checkout } from "./support/checkout.mjs";
import { assertUnchanged, successOf } from "./support/report.mjs";
import { steps } from "./support/steps.mjs";

const step = steps();

const account = new Account();
after(() => account.dispose());
const checkout = await Checkout.create({ env: account.env });
after(() => checkout.dispose());

const APP = "services/orders/src/http/routes.ts";
const STACK = "services/orders/stack.ts";

/** The only function and the stack of the only service in a report, checked against the account itself. */
async function outcome(report) {
  const [{ stack, functions }] = report.services;
  const [deployed] = functions;
  const live = await account.lambda(`functions/${deployed.name}/configuration?Qualifier=live`);
  assert.equal(live.CodeSha256, Buffer.from(deployed.digest, "hex").toString("base64"));
  assert.equal(live.Version, deployed.version);
  return { stack, deployed, live };
}

async function deploy() {
  return successOf(await checkout.bazelw(["run", "//services/orders:deploy", "--", "--json"]));
}

let url;

step("the first command deploys the service and prints its URL", async () => {
  const deployed = await checkout.bazelw(["run", "//services/orders:deploy"]);

  assert.equal(deployed.code, 0, deployed.text());
  url = /live at\s+(http:\/\/127\.0\.0\.1:\d+\/orders)\s/.exec(deployed.stdout + deployed.stderr)?.[1];
  assert.ok(url, `no URL was printed:\n${deployed.text()}`);
  assert.equal((await account.status()).stacks["local-orders"], url);
});

step("the service accepts the README's order at that URL, and returns it", async () => {
  const body = /-d '([^']+)'/.exec(checkout.read("README.md"))?.[1];
  assert.ok(body, "the README shows no curl command with -d '…'");

  const placed = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });

  const order = await placed.json();
  assert.equal(placed.status, 201, JSON.stringify(order));
  const read = await fetch(`${url}/${order.id}`);
  assert.equal(read.status, 200);
  assert.deepEqual(await read.json(), order);
  assert.deepEqual(order.lines, JSON.parse(body).lines);
  const { orders } = await (await fetch(url)).json();
  const seeded = JSON.parse(checkout.read("services/orders/seed/Table.json")).map(({ order: { id } }) => id);
  assert.deepEqual(new Set(orders.map(({ id }) => id)), new Set([order.id, ...seeded]));
});

step("again: nothing is uploaded, nothing is written", async () => {
  const { result: report, writes } = await account.during(deploy);

  assertUnchanged(report);
  assert.deepEqual(writes, []);
});

step("a changed comment changes nothing", async () => {
  checkout.edit(
    APP,
    "/** An order with its version as entity tag",
    "/** Another comment: an order, its version as entity tag",
  );

  const { result: report, writes } = await account.during(deploy);

  assertUnchanged(report);
  assert.deepEqual(writes, []);
});

step("a changed string updates exactly one function, and its old version stays published", async () => {
  const before = await outcome(await deploy());
  checkout.edit(APP, '{ status: "ok" }', '{ status: "a changed string" }');

  const { result: report, writes } = await account.during(deploy);

  const { stack, deployed } = await outcome(report);
  assert.equal(stack.action, "none");
  assert.equal(deployed.action, "update");
  assert.equal(deployed.reason, "code");
  assert.ok(["built", "disk-cache"].includes(deployed.build), deployed.build);
  assert.notEqual(deployed.digest, before.deployed.digest);
  assert.equal(deployed.uploadedBytes, deployed.size);
  assert.equal(report.uploadedBytes, deployed.size);
  const operations = writes.map(({ operation }) => operation);
  assert.deepEqual(
    operations.filter((operation) => operation !== "PutObject"),
    ["UpdateFunctionCode", "PublishVersion", "UpdateAlias", "DeleteObject"],
  );
  // The service's lock, the record: pending, the record: live; and source map and metafile, which are uploaded meanwhile.
  assert.equal(operations.length - 4, 5);
  assert.deepEqual(operations.slice(0, 3), ["PutObject", "PutObject", "UpdateFunctionCode"]);
  const { Versions } = await account.lambda(`functions/${deployed.name}/versions`);
  const old = Versions.find(({ Version }) => Version === before.deployed.version);
  assert.equal(old?.CodeSha256, before.live.CodeSha256);
  assert.deepEqual(await (await fetch(`${url}/health`)).json(), { status: "a changed string" });
});

step(
  "a changed memory size updates the stack, uploads no code and moves the alias to a new version",
  async () => {
    const before = await outcome(await deploy());
    checkout.edit(STACK, "memorySize: 512", "memorySize: 768");

    const { result: report, writes } = await account.during(deploy);

    const { stack, deployed, live } = await outcome(report);
    assert.equal(stack.action, "update");
    assert.equal(deployed.action, "update");
    assert.equal(deployed.reason, "configuration");
    assert.equal(deployed.digest, before.deployed.digest);
    assert.equal(report.uploadedBytes, 0);
    assert.ok(!writes.some(({ operation }) => operation === "UpdateFunctionCode"), JSON.stringify(writes));
    assert.notEqual(deployed.version, before.deployed.version);
    assert.equal(before.live.MemorySize, 512);
    assert.equal(live.MemorySize, 768);
    assert.deepEqual(await (await fetch(`${url}/health`)).json(), { status: "a changed string" });
  },
);

step("plan shows what deploy would do, and writes nothing", async () => {
  checkout.edit(APP, "a changed string", "a string that is only planned");

  const plan = () => checkout.bazelw(["run", "//services/orders:plan", "--", "--json"]);
  const { result: ended, writes } = await account.during(plan);

  const [{ stack, functions }] = successOf(ended).services;
  assert.equal(stack.action, "none");
  assert.deepEqual(
    functions.map(({ action, reason, uploadedBytes }) => ({ action, reason, uploadedBytes })),
    [{ action: "update", reason: "code", uploadedBytes: 0 }],
  );
  assert.deepEqual(writes, []);
  assert.deepEqual(await (await fetch(`${url}/health`)).json(), { status: "a changed string" });
});

step("invoke calls the live version and prints its answer", async () => {
  const event = {
    version: "2.0",
    rawPath: "/orders/health",
    rawQueryString: "",
    headers: { host: "localhost" },
    requestContext: { domainName: "localhost", http: { method: "GET", path: "/orders/health" } },
    isBase64Encoded: false,
  };

  const invoked = await checkout.bazelw([
    "run",
    "//services/orders:invoke",
    "--",
    "--payload",
    JSON.stringify(event),
  ]);

  assert.equal(invoked.code, 0, invoked.text());
  const answer = JSON.parse(invoked.stdout);
  assert.equal(answer.statusCode, 200);
  assert.deepEqual(JSON.parse(answer.body), { status: "a changed string" });
});

step("destroy needs a confirmation, and leaves no function", async () => {
  const refused = await checkout.bazelw(["run", "//services/orders:destroy"]);
  assert.equal(refused.code, 2, refused.text());
  assert.equal((await fetch(`${url}/health`)).status, 200);

  const destroyed = await checkout.bazelw(["run", "//services/orders:destroy", "--", "--yes"]);

  assert.equal(destroyed.code, 0, destroyed.text());
  assert.deepEqual((await account.lambda("functions")).Functions, []);
  assert.deepEqual((await account.status()).stacks, {});
});

step("bazelw shows the local account's status, stops and starts it", async () => {
  const local = (...args) => checkout.bazelw(["run", "//tools/local", "--", ...args]);
  const { endpoint, pid } = account.running;

  const running = await local("status", "--json");
  const stopped = await local("stop");
  const ended = await local("status", "--json");

  assert.equal(running.code, 0, running.text());
  assert.deepEqual(JSON.parse(running.stdout), { endpoint, pid, stacks: {} });
  assert.equal(stopped.code, 0, stopped.text());
  assert.equal(account.running, undefined);
  assert.equal(ended.code, 1, ended.text());
  assert.deepEqual(JSON.parse(ended.stdout), { endpoint: null, pid: null, stacks: {} });
});
