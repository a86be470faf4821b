// Several services at once, by the targets of the root package: a new service is found without an edit, stacks are deployed in the
// order of their exports and imports, and verbs without a build work while the sources do not compile. The tests are steps.
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { after } from "node:test";
import { Account } from "./support/account.mjs";
import { Checkout } from "./support/checkout.mjs";
import { assertUnchanged, reportOf, successOf } from "./support/report.mjs";
import { steps } from "./support/steps.mjs";

const step = steps();

const account = new Account();
after(() => account.dispose());
const checkout = await Checkout.create({ env: account.env });
after(() => checkout.dispose());

const MAIN = "services/echo/main.ts";

/** Another service, whose stack imports what orders exports; notifications does so too. */
function addService() {
  checkout.add("echo", "services/echo");
  checkout.edit(
    "services/echo/stack.ts",
    "import type { App, Stack }",
    "import { type App, CfnOutput, type Stack }",
  );
  checkout.edit(
    "services/echo/stack.ts",
    "  return stack;",
    '  new CfnOutput(stack, "OrdersUrl", { value: stack.import("orders", "url") });\n  return stack;',
  );
}

/** The services of this repository, at version 1. */
const others = (action) => ({
  notifications: [action, "1"],
  orders: [action, "1"],
  payments: [action, "1"],
});

const run = (target, ...args) => checkout.bazelw(["run", target, "--", "--json", ...args]);

/** By service: the action of its stack, and the live version. */
const done = ({ services }) =>
  Object.fromEntries(
    services.map(({ service, stack, functions }) => [
      service,
      [stack.action, ...functions.map(({ version }) => version)],
    ]),
  );

step("//:deploy deploys every service under services/, and who exports before who imports", async () => {
  addService();

  const { result, requests } = await account.during(() => run("//:deploy"));

  assert.deepEqual(done(successOf(result)), { echo: ["create", "1"], ...others("create") });
  const executed = requests.filter(({ operation }) => operation === "ExecuteChangeSet").length;
  assert.equal(executed, 4);
});

step("again: nothing is written", async () => {
  const { result, writes } = await account.during(() => run("//:deploy"));

  assertUnchanged(successOf(result));
  assert.deepEqual(writes, []);
});

step("one changed service is the only one that is updated", async () => {
  checkout.edit(MAIN, 'said: "echo"', 'said: "something else"');

  const { result, writes } = await account.during(() => run("//:deploy"));

  assert.deepEqual(done(successOf(result)), { echo: ["none", "2"], ...others("none") });
  assert.equal(writes.filter(({ operation }) => operation === "UpdateFunctionCode").length, 1);
});

step("--only selects some, and lists what there is if it matches nothing", async () => {
  assert.deepEqual(done(successOf(await run("//:plan", "--only", "//services/echo/..."))), {
    echo: ["none", "2"],
  });

  const refused = await run("//:plan", "--only", "echoes");

  assert.equal(refused.code, 2, refused.text());
  assert.match(reportOf(refused).error.message, /--only echoes matches no service: there are echo .*orders /);
});

step("a type error fails the deploy of all; destroy needs no build and works", async () => {
  checkout.edit(MAIN, 'said: "something else"', "said: notDefined");
  const { result: failed, requests } = await account.during(() => run("//:deploy"));
  assert.equal(failed.code, 1, failed.text());
  assert.match(failed.stdout + failed.stderr, /notDefined/);
  assert.deepEqual(requests, []);

  const destroyed = await run("//services/notifications:destroy", "--yes");

  assert.deepEqual(done(successOf(destroyed)), { notifications: ["delete", null] });
});

step("a service whose folder was removed is listed by //:plan alone, and destroyed by its name", async () => {
  rmSync(checkout.path("services/echo"), { recursive: true });

  const { orphans } = successOf(await run("//:plan"));
  assert.deepEqual(
    orphans.map(({ service, stack }) => [service, stack]),
    [["echo", "local-echo"]],
  );
  assert.equal(successOf(await run("//services/orders:plan")).orphans, undefined);

  const destroyed = await run("//:destroy", "--orphan", "echo", "--yes");

  assert.deepEqual(done(successOf(destroyed)), { echo: ["delete"] });
});

step("//:destroy deletes what is left", async () => {
  const destroyed = await run("//:destroy", "--yes");

  assert.deepEqual(done(successOf(destroyed)), {
    notifications: ["none", null],
    orders: ["delete", null],
    payments: ["delete", null],
  });
  assert.deepEqual((await account.lambda("functions")).Functions, []);
});
