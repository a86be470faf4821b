// This Ferry takes over environments that an older one deployed: no replacement, no upload, no failed request, and no false drift. The
// older deployer is built from its commit, and so is the account that it deployed to. The tests are steps.
import assert from "node:assert/strict";
import { after } from "node:test";
import { Account } from "./support/account.mjs";
import { Checkout } from "./support/checkout.mjs";
import { localEnvironments } from "./support/environments.mjs";
import { assertUnchanged, successOf } from "./support/report.mjs";
import { steps } from "./support/steps.mjs";

/** The last commit before the alias `live` became the deployer's alone, and before records had to be of a version that is known. */
const OLDER = "78bbb05";

const step = steps();

const account = new Account();
after(() => account.dispose());
const older = await Checkout.create({ env: account.env, commit: OLDER });
after(() => older.dispose());
localEnvironments(older);
const newer = await Checkout.create({ env: account.env });
after(() => newer.dispose());
localEnvironments(newer, "local");

const run = (checkout, target, ...args) => checkout.bazelw(["run", target, "--", "--json", ...args]);

/** By function: its digest and the live version. */
const standing = ({ services }) =>
  Object.fromEntries(
    services.flatMap(({ functions }) =>
      functions.map(({ name, digest, version }) => [name, { digest, version }]),
    ),
  );

let deployed;
let orderId;

/** The URL of orders as the account has it now: after a restart, ports are others. */
const url = async () => (await account.status()).stacks["local-orders"];

/** Requests the order in a loop while `work` runs. @returns the number of requests, and the wrong answers */
async function underLoad(work) {
  const address = `${await url()}/${orderId}`;
  let done = false;
  let asked = 0;
  const wrong = [];
  const ask = async () => {
    while (!done) {
      const response = await fetch(address);
      asked++;
      if (response.status !== 200) wrong.push(`${response.status} ${await response.text()}`);
      else await response.arrayBuffer();
    }
  };
  const asking = ask();
  try {
    return { result: await work(), wrong, asked: () => asked };
  } finally {
    done = true;
    await asking;
  }
}

step("the older Ferry deploys two environments, and one holds data", async () => {
  deployed = standing(successOf(await run(older, "//:deploy")));
  successOf(await run(older, "//:deploy", "--env", "pr-1"));
  const { services } = await (await fetch(`${account.running.endpoint}/_ferry/status`)).json();
  const response = await fetch(services.orders, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      customerId: "alice",
      currency: "EUR",
      lines: [{ sku: "tea", quantity: 2, unitPrice: 450 }],
    }),
  });
  assert.equal(response.status, 201);
  ({ id: orderId } = await response.json());
  const stopped = await older.bazelw(["run", "//tools/local", "--", "stop"]);
  assert.equal(stopped.code, 0, stopped.text());
});

step("this one sees no drift, and nothing that it would replace, lose or upload", async () => {
  const { services } = successOf(await run(newer, "//:plan", "--detect-drift"));

  for (const { service, stack, functions, changes, unfinished } of services) {
    assert.equal(unfinished, undefined, service);
    const replaced = (changes?.resources ?? []).filter(
      ({ action }) => action === "replace" || action === "remove",
    );
    assert.deepEqual(replaced, [], service);
    for (const { name, digest, drift, action } of functions) {
      assert.equal(drift, undefined, `${name}: ${JSON.stringify(drift)}`);
      if (digest === deployed[name].digest && stack.action === "none") assert.equal(action, "none", name);
    }
  }
});

step("it deploys while the service is asked, and no answer is wrong", async () => {
  const { result, wrong, asked } = await underLoad(() => run(newer, "//:deploy"));

  const report = successOf(result);
  for (const { functions } of report.services)
    for (const { name, digest, uploadedBytes } of functions)
      if (digest === deployed[name].digest) assert.equal(uploadedBytes, 0, name);
  assert.deepEqual(wrong.slice(0, 3), []);
  assert.ok(asked() > 0);
  assertUnchanged(successOf(await run(newer, "//:deploy")));
});

step("a later change of code and stack replaces nothing, and no answer is wrong", async () => {
  newer.edit("services/orders/stack.ts", "memorySize: 512", "memorySize: 640");
  const { result, wrong, asked } = await underLoad(() => run(newer, "//services/orders:deploy"));

  const [{ stack, functions, changes }] = successOf(result).services;
  assert.equal(stack.action, "update");
  assert.equal(functions[0].action, "update");
  assert.equal(functions[0].uploadedBytes, 0);
  assert.ok(Number(functions[0].version) > Number(deployed["local-orders"].version));
  assert.deepEqual(
    changes.resources.filter(({ action }) => action === "replace" || action === "remove"),
    [],
  );
  assert.deepEqual(wrong.slice(0, 3), []);
  assert.ok(asked() > 0);
});

step(
  "the other becomes an overlay over it: what differs is not replaced, the rest falls through",
  async () => {
    newer.edit("services/notifications/src/templates/letters.ts", "Thank you.", "Thanks.");
    const { services } = successOf(await run(newer, "//:deploy", "--env", "pr-1"));

    const placed = services.map(({ service, stack, overlay }) => [service, stack.action, overlay.where]);
    assert.deepEqual(placed, [
      ["notifications", "update", "own"],
      ["orders", "delete", "base"],
      ["payments", "delete", "base"],
    ]);
    assert.deepEqual(
      services[0].changes.resources.map(({ logicalId, action }) => [logicalId, action]),
      [["NotificationsFunction", "change"]],
    );
    const live = await account.lambda("functions/pr-1-notifications/configuration?Qualifier=live");
    assert.equal(live.Environment.Variables.ORDERS_URL, await url());
    assertUnchanged(successOf(await run(newer, "//:deploy", "--env", "pr-1")));
  },
);
