// A new service by the text of CONTRIBUTING.md and nothing else: its files are extracted from it. The tests are steps.
import assert from "node:assert/strict";
import { after } from "node:test";
import { Account } from "./support/account.mjs";
import { Checkout } from "./support/checkout.mjs";
import { successOf } from "./support/report.mjs";
import { steps } from "./support/steps.mjs";

const step = steps();

const account = new Account();
after(() => account.dispose());
const checkout = await Checkout.create({ env: account.env });
after(() => checkout.dispose());

const SERVICE = "//services/greetings";

/** The files of the section: a path at the start of a paragraph, and the fenced block below it. */
function filesOfGuide() {
  const [, section] = /^## Add a service\n(.*?)^##/ms.exec(checkout.read("CONTRIBUTING.md")) ?? [];
  const blocks = section.matchAll(/^`(services\/[^`]+)`:.*?^```\w+\n(.*?)^```$/gms);
  return new Map([...blocks].map(([, path, text]) => [path, text]));
}

const bazelw = (...args) => checkout.bazelw(args);
const deployed = {};

step("it is one folder of three short files", () => {
  const files = filesOfGuide();
  assert.deepEqual(
    [...files.keys()],
    ["services/greetings/BUILD.bazel", "services/greetings/src/main.ts", "services/greetings/stack.ts"],
  );
  for (const [path, text] of files) {
    const lines = text.trimEnd().split("\n").length;
    assert.ok(lines <= 30, `${path} has ${lines} lines`);
    checkout.write(path, text);
  }
});

step("//:deploy finds it, and its URL answers", async () => {
  const report = successOf(await bazelw("run", "//:deploy", "--", "--json", "--only", SERVICE));
  const [service, ...others] = report.services;
  assert.deepEqual([service.service, others], ["greetings", []]);
  deployed.url = service.url;
  const answer = await fetch(service.url.replace(/\{.*$/, "").replace(/\/?$/, "/ada"));
  assert.deepEqual([answer.status, await answer.json()], [200, { greeting: "hello ada" }]);
});

step("its tests are there, and pass: stack and code agree, limits, IAM, sizes", async () => {
  const ended = await bazelw("test", `${SERVICE}/...`);
  assert.equal(ended.code, 0, ended.text());
  for (const name of ["stack_test", "bundle_test", "triggers_test"]) {
    assert.match(ended.text(), new RegExp(`${SERVICE}:${name} +(\\(cached\\) )?PASSED`));
  }
});

step("a trigger that only the stack has fails the build's tests, by name", async () => {
  checkout.edit("services/greetings/stack.ts", '"thanks"', '"thanx"');
  const ended = await bazelw("test", `${SERVICE}:triggers_test`);
  assert.equal(ended.code, 3, ended.text());
  assert.match(ended.text(), /thanx/);
  assert.match(ended.text(), /thanks/);
  checkout.edit("services/greetings/stack.ts", '"thanx"', '"thanks"');
});

step("a sample event of the queue is made from the contract, sent, and logged", async () => {
  const made = await bazelw("run", `${SERVICE}:events`);
  assert.equal(made.code, 0, made.text());
  const { events } = JSON.parse(checkout.read("services/greetings/events.json"));
  assert.deepEqual(Object.keys(events).sort(), ["GET /greetings/:name", "thanks"]);

  const invoked = await bazelw("run", `${SERVICE}:invoke`, "--", "--json", "--event", "sqs");
  assert.deepEqual(successOf(invoked).invocation.payload, { batchItemFailures: [] });
  const logs = await bazelw("run", `${SERVICE}:logs`, "--", "--json");
  assert.equal(logs.code, 0, logs.text());
  const lines = logs.stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  const line = lines.find(({ message }) => message === "thank you");
  assert.equal(line?.fields.service, "greetings", logs.stdout);
  assert.equal(line.target, `${SERVICE}:bundle`);
});
