// Overlays, as seen by events and requests: the base never hears an overlay, an overlay hears the base only if asked, and what the
// base exports reaches the overlay. All services are deployed to a base first. The tests are steps.
import assert from "node:assert/strict";
import { after } from "node:test";
import { Account } from "./support/account.mjs";
import { Checkout } from "./support/checkout.mjs";
import { localEnvironments } from "./support/environments.mjs";
import { assertUnchanged, successOf } from "./support/report.mjs";
import { orderPlaced, Shop } from "./support/shop.mjs";
import { steps } from "./support/steps.mjs";
import { until } from "./support/until.mjs";

const step = steps();

const account = new Account();
after(() => account.dispose());
const checkout = await Checkout.create({ env: account.env });
after(() => checkout.dispose());
localEnvironments(checkout, "dev-main");

const base = new Shop(account, "dev-main");
const SERVICES = ["notifications", "orders", "payments"];

/** Payments of the overlay differ by their ids from those of the base. */
const SANDBOX = "services/payments/src/provider/sandbox-provider.ts";

const run = async (target, ...args) =>
  successOf(await checkout.bazelw(["run", target, "--", "--json", ...args]));

/** By service: what was done to it, and where it is. */
const placements = ({ services }) =>
  Object.fromEntries(
    services.map(({ service, stack, overlay }) => {
      const where = overlay.where === "own" ? overlay.reason.kind : `in ${overlay.base}`;
      return [service, `${stack.action}, ${where}`];
    }),
  );

/** Publishes an event as a service of an environment, and waits until the environment's payments has captured it. */
async function publishAndCapture(shop, total) {
  const event = orderPlaced(total);
  const entry = {
    Source: `${shop.environment}.orders`,
    DetailType: event.type,
    Detail: JSON.stringify(event),
  };
  await account.json("AWSEvents.PutEvents", { Entries: [entry] });
  const payment = await captured(shop, { id: event.data.orderId });
  return { ...event.data, id: event.data.orderId, payment };
}

function captured(shop, order) {
  return until(`${shop.environment} has captured ${order.id}`, async () => {
    const payment = await shop.paymentOf(order);
    return payment?.status === "captured" && payment;
  });
}

/** An order of the base from its placement until its customer knows that it is paid. */
async function paidInBase(total) {
  const order = await base.place(total);
  const paid = await base.settled(order, "paid");
  assert.match(paid.paymentId, /^sandbox_/, "the base's own payments captured it");
  await base.notified(order, 2);
  return order;
}

/** Kinds of what a customer of the base got. What came before another order is there when that one is through. */
async function kindsInBase(customer) {
  await paidInBase(900);
  return (await base.inbox(customer)).map(({ kind }) => kind);
}

async function ordersUrlOf(environment) {
  const { Environment } = await account.lambda(
    `functions/${environment}-notifications/configuration?Qualifier=live`,
  );
  return Environment.Variables.ORDERS_URL;
}

step("the base has all three services", async () => {
  await run("//:deploy", "--env", "dev-main");

  await paidInBase(900);
});

const alone = new Shop(account, "pr-1");

step("an overlay of payments does not hear the base, and the base does not hear it", async () => {
  checkout.edit(SANDBOX, "`sandbox_", "`overlay_");
  const report = await run("//services/payments:deploy", "--env", "pr-1");
  assert.deepEqual(placements(report), { payments: "create, differs" });

  const order = await paidInBase(900);
  const other = await publishAndCapture(alone, 700);

  assert.match(other.payment.paymentId, /^overlay_/);
  // The base's order was published before.
  assert.equal(await alone.paymentOf(order), undefined);
  assert.equal(await base.paymentOf(other), undefined);
  assert.deepEqual(await kindsInBase(other), []);
});

step("with --listen it hears the base, which still does not hear it", async () => {
  const report = await run("//services/payments:deploy", "--env", "pr-1", "--listen");
  assert.deepEqual(placements(report), { payments: "update, differs" });
  assert.deepEqual(
    report.services[0].functions.map(({ action }) => action),
    ["none"],
    "only the rule changes",
  );

  const order = await paidInBase(800);
  const payment = await captured(alone, order);

  assert.match(payment.paymentId, /^overlay_/);
  assert.match((await base.paymentOf(order)).paymentId, /^sandbox_/);
  assert.deepEqual(await kindsInBase(order), ["order-placed", "payment-captured"]);
  assert.match((await base.settled(order, "paid")).paymentId, /^sandbox_/);
});

step("an overlay of orders has the consumers of its events, and works under one correlation id", async () => {
  checkout.restore(SANDBOX);
  checkout.edit("services/orders/src/http/routes.ts", 'status: "ok"', 'status: "ok", from: "pr-2"');
  const report = await run("//:deploy", "--env", "pr-2");
  assert.deepEqual(placements(report), {
    notifications: "create, hears",
    orders: "create, differs",
    payments: "create, hears",
  });

  const shop = new Shop(account, "pr-2");
  const health = await (await fetch(`${await shop.url("orders")}/health`)).json();
  assert.deepEqual(health, { status: "ok", from: "pr-2" });
  const order = await shop.place(900);
  await shop.settled(order, "paid");
  await shop.assertNotifiedOfPaid(order);
  for (const service of SERVICES) {
    await until(`${service} has logged it`, async () => (await shop.logged(service, order)).length > 0);
    assert.deepEqual(await base.logged(service, order), []);
  }
  assert.deepEqual(await kindsInBase(order), []);
});

step("listening changes nothing where all that is heard is the overlay's own", async () => {
  const { services, apiCalls } = await run("//:deploy", "--env", "pr-2", "--listen");

  assert.deepEqual(
    services.flatMap(({ stack, functions }) => [stack, ...functions].map(({ action }) => action)),
    Array(6).fill("none"),
  );
  // Only the environment's record, which keeps the option.
  assert.equal(apiCalls.writes, 1, JSON.stringify(apiCalls));
});

step("the base changes what an overlay imports; the overlay has it with its next deploy", async () => {
  checkout.restore("services/orders/src/http/routes.ts");
  checkout.edit("services/notifications/src/templates/letters.ts", "Thank you.", "Thanks.");
  const report = await run("//:deploy", "--env", "pr-3");
  assert.deepEqual(placements(report), {
    notifications: "create, differs",
    orders: "none, in dev-main",
    payments: "none, in dev-main",
  });
  const url = await base.url("orders");
  assert.equal(await ordersUrlOf("pr-3"), url);

  checkout.edit("services/orders/stack.ts", 'export("url", url)', 'export("url", url + "/v2")');
  // No overlay holds its base back.
  await run("//services/orders:deploy", "--env", "dev-main");
  assert.equal(await ordersUrlOf("pr-3"), url);

  const next = await run("//:deploy", "--env", "pr-3");
  assert.deepEqual(placements(next), {
    notifications: "update, differs",
    orders: "none, in dev-main",
    payments: "none, in dev-main",
  });
  assert.equal(await ordersUrlOf("pr-3"), `${url}/v2`);
  assertUnchanged(await run("//:deploy", "--env", "pr-3"));
});
