// What was deployed, why the next deploy would change it, and the way back. The tests are steps: each builds on the one before.
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { after } from "node:test";
import { Account } from "./support/account.mjs";
import { Checkout } from "./support/checkout.mjs";
import { git } from "./support/git.mjs";
import { assertUnchanged, successOf } from "./support/report.mjs";
import { steps } from "./support/steps.mjs";

const step = steps();

const account = new Account();
after(() => account.dispose());
const checkout = await Checkout.create({ env: account.env });
after(() => checkout.dispose());

const APP = "services/orders/src/http/routes.ts";
const STATUS = "services/orders/src/http/status.ts";
const STACK = "services/orders/stack.ts";

/** Makes the checkout a repository with one commit. */
async function commitAll() {
  await git(checkout, "init", "--quiet");
  await git(checkout, "add", "--all");
  await git(checkout, "commit", "--quiet", "--message", "all");
  return git(checkout, "rev-parse", "HEAD");
}

async function ferry(verb, ...args) {
  return successOf(await checkout.bazelw(["run", `//services/orders:${verb}`, "--", "--json", ...args]));
}

async function only(report) {
  const [{ stack, functions }] = report.services;
  assert.equal(functions.length, 1);
  return { stack, deployed: functions[0] };
}

async function liveVersion() {
  return (await account.lambda("functions/local-orders/aliases/live")).FunctionVersion;
}

let first;

step("a deploy records the commit, and then nothing differs from it", async () => {
  first = await commitAll();
  await ferry("deploy");

  const report = await ferry("plan", "--why");

  assertUnchanged(report);
  const { stack, deployed } = await only(report);
  assert.equal(stack.why, undefined);
  assert.equal(deployed.why, undefined);
  const { deployed: known } = await only(await ferry("history"));
  const [live] = known.versions;
  assert.deepEqual([live.version, live.live, live.commit, live.dirty], ["1", true, first, false]);
  assert.equal(live.maker, "ferry");
});

step("plan --why names the sources that changed, and no others", async () => {
  checkout.edit(APP, '{ status: "ok" }', "{ status: STATUS }");
  checkout.write(APP, `import { STATUS } from "./status";\n${checkout.read(APP)}`);
  checkout.write(STATUS, 'export const STATUS = "another";\n');
  checkout.edit(STACK, "memorySize: 512", "memorySize: 768");
  checkout.write("README.md", `${checkout.read("README.md")}\nMore.\n`);

  const ended = await checkout.bazelw(["run", "//services/orders:plan", "--", "--why", "--json"]);

  const { stack, deployed } = await only(successOf(ended));
  assert.equal(deployed.why.since, first);
  assert.deepEqual(deployed.why.causes, [
    { kind: "file", part: "content", path: APP, change: "changed" },
    { kind: "file", part: "content", path: STATUS, change: "added" },
  ]);
  assert.deepEqual(stack.why.causes, [{ kind: "file", part: "content", path: STACK, change: "changed" }]);
  assert.ok(ended.stderr.includes(`${STATUS} added`), ended.text());
});

step("rollback makes the old version live, without a build and without touching the stack", async () => {
  const { deployed } = await only(await ferry("deploy"));
  assert.equal(await liveVersion(), deployed.version);
  checkout.write(APP, "this does not compile");

  const { result: ended, writes } = await account.during(() =>
    checkout.bazelw(["run", "//services/orders:rollback", "--", "--json"]),
  );

  const { stack, deployed: back } = await only(successOf(ended));
  assert.deepEqual([back.action, back.version, stack.action], ["update", "1", "none"]);
  assert.deepEqual(back.rollback, { from: deployed.version, to: "1", otherTemplate: true });
  assert.equal(await liveVersion(), "1");
  assert.deepEqual(
    writes.filter(({ service }) => service !== "s3").map(({ operation }) => operation),
    ["UpdateAlias"],
  );
  assert.ok(ended.stderr.includes(`commit ${first.slice(0, 7)}`), ended.text());
  const { deployed: known } = await only(await ferry("history"));
  assert.deepEqual(
    known.versions.map(({ version, live, commit, dirty }) => [version, live, commit, dirty]),
    [
      [deployed.version, false, first, true],
      ["1", true, first, false],
    ],
  );
});

step("what cannot be known is said", async () => {
  checkout.restore(APP);
  checkout.edit(APP, '{ status: "ok" }', '{ status: "a third" }');
  rmSync(checkout.path(".git"), { recursive: true });
  await commitAll();

  const { deployed } = await only(await ferry("plan", "--why"));

  assert.equal(deployed.why.since, first);
  assert.deepEqual(deployed.why.causes, []);
  assert.match(deployed.why.notes.join(), new RegExp(`the commit ${first} is not in this clone`));
});

step("a deploy goes forward again", async () => {
  const { deployed } = await only(await ferry("deploy"));

  assert.equal(deployed.action, "update");
  assert.equal(await liveVersion(), deployed.version);
  const { deployed: known } = await only(await ferry("history"));
  assert.equal(known.versions[0].version, deployed.version);
  assert.equal(known.versions[0].live, true);
});
