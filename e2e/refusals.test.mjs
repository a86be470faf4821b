// What is refused, where, and with which message: what the build can find out fails the build, before any request to AWS.
import assert from "node:assert/strict";
import { after, afterEach, describe, test } from "node:test";
import { Account } from "./support/account.mjs";
import { Checkout } from "./support/checkout.mjs";
import { reportOf } from "./support/report.mjs";

const account = new Account();
after(() => account.dispose());
const checkout = await Checkout.create({ env: account.env });
after(() => checkout.dispose());

const APP = "services/orders/src/http/routes.ts";
const MAIN = "services/orders/src/main.ts";
const STACK = "services/orders/stack.ts";
const SERVICE_FUNCTION = "platform/constructs/service-function.ts";

/** Runs a deploy that must be refused. @returns its result and all its requests */
async function refused(target, args = [], env = {}) {
  const { result, requests } = await account.during(() =>
    checkout.bazelw(["run", target, "--", ...args], { env }),
  );
  assert.notEqual(result.code, 0, result.text());
  return { ...result, requests };
}

describe("the build fails", () => {
  afterEach(() => {
    for (const file of [APP, MAIN, STACK, SERVICE_FUNCTION]) checkout.restore(file);
  });

  /** A failed build has these words on one line, and makes no request at all: the account was not even started. */
  function assertBuildFailure(ended, words) {
    assert.equal(ended.code, 1, ended.text());
    assertLine(ended, words);
    assert.deepEqual(ended.requests, []);
    assert.equal(account.running, undefined);
  }

  test("for a type error", async () => {
    checkout.edit(APP, '{ status: "ok" }', "{ status: notDefined }");

    const ended = await refused("//services/orders:deploy");

    assertBuildFailure(ended, [APP, "error TS", "notDefined"]);
  });

  test("for a handler that the bundle does not export", async () => {
    checkout.edit(MAIN, "export const handler", "export const handle_");

    const ended = await refused("//services/orders:deploy");

    assertBuildFailure(ended, [
      "//services/orders:bundle",
      'does not export its handler "handler"',
      "handle_",
      MAIN,
    ]);
  });

  test("for a stack over 500 resources", async () => {
    checkout.edit(
      STACK,
      "  return stack;",
      '  for (let i = 0; i < 500; i++) new ServiceTable(stack, "Table" + i, { partitionKey: "pk" });\n  return stack;',
    );

    const ended = await refused("//services/orders:deploy");

    assertBuildFailure(ended, [
      "//services/orders:stack",
      "services/orders/stack",
      "resources",
      "limit of 500",
      "split the service",
    ]);
  });

  test("for a deprecated runtime", async () => {
    checkout.edit(SERVICE_FUNCTION, "Runtime.NODEJS_24_X", "Runtime.NODEJS_18_X");

    const ended = await refused("//services/orders:deploy");

    assertBuildFailure(ended, ["//services/orders:stack", "nodejs18.x", "deprecated", "use nodejs24.x"]);
  });
});

describe("the deployer refuses with exit code 2, and asks nothing of AWS,", () => {
  /** A refused command shows people these words and what to do, and machines its code. */
  async function assertRefusal(code, words, args, env) {
    const people = await refused("//services/orders:deploy", args, env);
    assert.equal(people.code, 2, people.text());
    const message = people.stderr.slice(people.stderr.indexOf("\nerror: "));
    for (const word of words)
      assert.ok(message.includes(word), `the message does not say ${word}:\n${people.text()}`);
    assert.match(message, /^next: ./m);
    assert.deepEqual(people.requests, []);

    const machine = await refused("//services/orders:deploy", [...args, "--json"], env);
    assert.equal(machine.code, 2, machine.text());
    const { error, apiCalls } = reportOf(machine);
    assert.equal(error.code, code, machine.text());
    assert.equal(apiCalls.total, 0);
    assert.deepEqual(machine.requests, []);
  }

  test("an unknown environment", async () => {
    await assertRefusal(
      "EnvironmentUnknown",
      ['"nowhere"', "platform/environments.json"],
      ["--env", "nowhere"],
    );
  });

  test("an unknown environment in FERRY_ENV", async () => {
    await assertRefusal("EnvironmentUnknown", ['"nowhere"', "platform/environments.json"], [], {
      FERRY_ENV: "nowhere",
    });
  });

  test("an unknown flag", async () => {
    await assertRefusal("UsageInvalid", ["--colour"], ["--colour"]);
  });

  const manifests = {
    "that is not JSON": ["{", []],
    "with a field that is not known": [withManifest((manifest) => ({ ...manifest, extra: true })), ["extra"]],
    "of another version": [withManifest((manifest) => ({ ...manifest, version: 2 })), ["version"]],
    "without functions": [withManifest((manifest) => ({ ...manifest, functions: undefined })), ["functions"]],
  };
  for (const [what, [text, words]] of Object.entries(manifests)) {
    test(`a manifest ${what}`, async () => {
      const built = await checkout.bazelw(["build", "//services/orders:deploy"]);
      assert.equal(built.code, 0, built.text());
      checkout.write("malformed.json", typeof text === "function" ? text() : text);
      const path = checkout.path("malformed.json");

      await assertRefusal("ManifestInvalid", [path, ...words], ["--manifest", path]);
    });
  }

  /** A manifest that differs in one point from the one that the rule made. */
  function withManifest(change) {
    return () => {
      const manifest = JSON.parse(checkout.read("bazel-bin/services/orders/orders.manifest.json"));
      // Another service, so that only the mistake can be refused.
      return JSON.stringify(change({ ...manifest, service: "second" }));
    };
  }
});

test("the wrong account is refused before the first write", async () => {
  const started = await checkout.bazelw(["run", "//tools/local", "--", "start", "--json"]);
  assert.equal(started.code, 0, started.text());
  // `staging` is in another account than the one at this endpoint.
  const env = account.toolEnv;

  const { result, requests, writes } = await account.during(() =>
    checkout.bazelw(["run", "//services/orders:deploy", "--", "--env", "staging"], { env }),
  );

  assert.equal(result.code, 2, result.text());
  assertLine(result, ["444455556666", "000000000000", "staging"]);
  assert.ok(requests.some(({ operation }) => operation === "GetCallerIdentity"));
  assert.deepEqual(writes, []);
});

/** Asserts that one line of the text for people has all the words. */
function assertLine(ended, words) {
  const lines = (ended.stdout + ended.stderr).split("\n");
  assert.ok(
    lines.some((line) => words.every((word) => line.includes(word))),
    `no line has all of ${JSON.stringify(words)}:\n${ended.text()}`,
  );
}
