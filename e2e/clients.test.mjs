// The unmodified `aws` command line works against the local account, also Debian's, which is older than AWS_ENDPOINT_URL.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { Account } from "./support/account.mjs";
import { Checkout } from "./support/checkout.mjs";
import { run } from "./support/command.mjs";

const account = new Account();
after(() => account.dispose());
const checkout = await Checkout.create({ env: account.env });
after(() => checkout.dispose());
checkout.add("echo", "services/echo");

const built = await checkout.bazelw([
  "build",
  "--output_groups=+zip",
  "//services/echo:bundle",
  "//services/echo:stack",
]);
assert.equal(built.code, 0, built.text());
const started = await checkout.bazelw(["run", "//tools/local", "--", "start"]);
assert.equal(started.code, 0, started.text());

const printed = await checkout.bazelw(["run", "//tools/local", "--", "env", "--json"]);
assert.equal(printed.code, 0, printed.text());

const { endpoint } = account.running;
const zip = checkout.path("bazel-bin/services/echo/bundle.zip");
const env = {
  ...process.env,
  ...JSON.parse(printed.stdout),
  AWS_PAGER: "",
  AWS_CONFIG_FILE: "/nonexistent",
  AWS_SHARED_CREDENTIALS_FILE: "/nonexistent",
};

function awsEnded(...args) {
  return awsEndedAs(env, args);
}

function awsEndedAs(env, args) {
  return run("aws", ["--endpoint-url", endpoint, "--output", "json", ...args], { cwd: account.scratch, env });
}

/** The parsed output of an `aws` command; undefined if there is none. */
async function aws(...args) {
  const ended = await awsEnded(...args);
  assert.equal(ended.code, 0, ended.text());
  return ended.stdout.trim() === "" ? undefined : JSON.parse(ended.stdout);
}

test("aws sts get-caller-identity", async () => {
  const { Account: id, Arn } = await aws("sts", "get-caller-identity");

  assert.equal(id, "000000000000");
  assert.match(Arn, /^arn:aws:\w+::000000000000:/);
});

test("the documentation's snippet is all that the command line needs", async () => {
  const [, snippet] = /^Any AWS client works.*?^```sh\n(.*?)^```$/ms.exec(
    checkout.read("docs/local-account.md"),
  );
  await aws("logs", "create-log-group", "--log-group-name", "/aws/lambda/local-orders");
  const { PATH, HOME } = process.env;
  const ended = await run("sh", ["-ec", snippet], {
    cwd: checkout.path("."),
    env: { PATH, HOME, ...account.env, AWS_PROFILE: "of-the-caller", AWS_PAGER: "" },
  });

  assert.equal(ended.code, 0, ended.text());
  assert.match(ended.stdout, /"Functions": \[\]/);
  assert.match(ended.stdout, /"events": \[\]/);
});

describe("without the account's key, requests are refused in every protocol:", () => {
  const strangers = {
    "another key": { AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE", AWS_SECRET_ACCESS_KEY: "test" },
    "another secret": { AWS_SECRET_ACCESS_KEY: "test" },
  };
  const asked = {
    "Lambda (REST JSON)": ["lambda", "list-functions"],
    "STS (query)": ["sts", "get-caller-identity"],
    "DynamoDB (JSON)": ["dynamodb", "list-tables"],
    "S3 (REST XML)": ["s3api", "list-buckets"],
  };
  const refusals = {
    "another key": /\((UnrecognizedClientException|InvalidClientTokenId|InvalidAccessKeyId)\)/,
    "another secret": /\((InvalidSignatureException|SignatureDoesNotMatch)\)/,
  };
  for (const [who, change] of Object.entries(strangers)) {
    for (const [what, args] of Object.entries(asked)) {
      test(`${who}, ${what}`, async () => {
        const ended = await awsEndedAs({ ...env, ...change }, args);

        assert.notEqual(ended.code, 0, ended.text());
        assert.match(ended.stderr, refusals[who]);
      });
    }
  }

  test("no key at all", async () => {
    const ended = await awsEndedAs(env, ["s3api", "list-objects-v2", "--bucket", "any", "--no-sign-request"]);

    assert.notEqual(ended.code, 0, ended.text());
    assert.match(ended.stderr, /MissingAuthenticationToken|AccessDenied|403/);
  });
});

describe("aws lambda", () => {
  const name = ["--function-name", "by-hand"];

  test("create-function, and its waiter", async () => {
    const created = await aws(
      ...["lambda", "create-function", ...name, "--runtime", "nodejs24.x", "--handler", "index.handler"],
      ...[
        "--role",
        "arn:aws:iam::000000000000:role/any",
        "--zip-file",
        `fileb://${zip}`,
        "--tags",
        "made=by-hand",
      ],
    );
    await aws("lambda", "wait", "function-active-v2", ...name);

    assert.equal(
      created.CodeSha256,
      JSON.parse(checkout.read("bazel-bin/services/echo/bundle.digest.json")).codeSha256,
    );
    assert.equal(created.Version, "$LATEST");
    const { Configuration, Tags } = await aws("lambda", "get-function", ...name);
    assert.equal(Configuration.State, "Active");
    assert.deepEqual(Tags, { made: "by-hand" });
  });

  test("update-function-configuration, publish-version and an alias", async () => {
    await aws("lambda", "update-function-configuration", ...name, "--memory-size", "256");
    await aws("lambda", "wait", "function-updated-v2", ...name);
    const first = await aws("lambda", "publish-version", ...name);
    const again = await aws("lambda", "publish-version", ...name);
    const alias = await aws("lambda", "create-alias", ...name, "--name", "live", "--function-version", "1");

    assert.equal(first.Version, "1");
    assert.equal(again.Version, "1", "nothing had changed, so no version was to be published");
    assert.equal(first.MemorySize, 256);
    assert.equal(alias.FunctionVersion, "1");
  });

  test("update-function-code, guarded by the revision", async () => {
    const { RevisionId } = await aws("lambda", "get-function-configuration", ...name);
    const code = ["lambda", "update-function-code", ...name, "--zip-file", `fileb://${zip}`];
    const stale = await awsEnded(...code, "--revision-id", "00000000-0000-0000-0000-000000000000");
    const updated = await aws(...code, "--revision-id", RevisionId);

    assert.match(
      stale.stderr,
      /\(PreconditionFailedException\) when calling the UpdateFunctionCode operation/,
    );
    assert.notEqual(updated.RevisionId, RevisionId);
    await aws("lambda", "wait", "function-updated-v2", ...name);
  });

  test("invoke, through the alias, and its log", async () => {
    const answer = join(account.scratch, "answer.json");
    const payload = join(account.scratch, "payload.json");
    writeFileSync(payload, '{"word":"grüße"}');
    const invoked = await aws(
      "lambda",
      "invoke",
      ...name,
      "--qualifier",
      "live",
      "--payload",
      `fileb://${payload}`,
      answer,
    );

    assert.equal(invoked.StatusCode, 200);
    assert.equal(invoked.ExecutedVersion, "1");
    assert.deepEqual(JSON.parse(readFileSync(answer, "utf8")), { said: "echo", event: { word: "grüße" } });
    const { events } = await aws("logs", "filter-log-events", "--log-group-name", "/aws/lambda/by-hand");
    assert.ok(
      events.some(({ message }) => message.startsWith("REPORT RequestId")),
      JSON.stringify(events),
    );
  });

  test("list-functions, list-versions-by-function, list-aliases", async () => {
    const { Functions } = await aws("lambda", "list-functions");
    const { Versions } = await aws("lambda", "list-versions-by-function", ...name);
    const { Aliases } = await aws("lambda", "list-aliases", ...name);

    assert.deepEqual(
      Functions.map(({ FunctionName }) => FunctionName),
      ["by-hand"],
    );
    assert.deepEqual(
      Versions.map(({ Version }) => Version),
      ["$LATEST", "1"],
    );
    assert.deepEqual(
      Aliases.map(({ Name, FunctionVersion }) => ({ Name, FunctionVersion })),
      [{ Name: "live", FunctionVersion: "1" }],
    );
  });

  test("delete-function", async () => {
    await aws("lambda", "delete-function", ...name);

    const gone = await awsEnded("lambda", "get-function", ...name);
    assert.match(gone.stderr, /\(ResourceNotFoundException\) when calling the GetFunction operation/);
  });
});

test("aws cloudformation: a change set makes a stack that can be described and deleted", async () => {
  const stack = ["--stack-name", "by-hand-echo"];
  const changeSet = ["--change-set-name", "first"];
  await aws(
    ...["cloudformation", "create-change-set", ...stack, ...changeSet, "--change-set-type", "CREATE"],
    ...["--template-body", `file://${checkout.path("bazel-bin/services/echo/stack.template.json")}`],
    ...[
      "--parameters",
      "ParameterKey=Environment,ParameterValue=by-hand",
      "--capabilities",
      "CAPABILITY_IAM",
    ],
    ...["--tags", "Key=made,Value=by-hand"],
  );
  await aws("cloudformation", "wait", "change-set-create-complete", ...stack, ...changeSet);
  const { Changes } = await aws("cloudformation", "describe-change-set", ...stack, ...changeSet);
  await aws("cloudformation", "execute-change-set", ...stack, ...changeSet);
  await aws("cloudformation", "wait", "stack-create-complete", ...stack);
  const { Stacks } = await aws("cloudformation", "describe-stacks", ...stack);
  const { StackEvents } = await aws("cloudformation", "describe-stack-events", ...stack);

  assert.ok(Changes.some(({ ResourceChange }) => ResourceChange.ResourceType === "AWS::Lambda::Function"));
  assert.ok(Changes.every(({ ResourceChange }) => ResourceChange.Action === "Add"));
  assert.equal(Stacks[0].StackStatus, "CREATE_COMPLETE");
  assert.deepEqual(Stacks[0].Tags, [{ Key: "made", Value: "by-hand" }]);
  assert.equal(StackEvents[0].ResourceStatus, "CREATE_COMPLETE");
  await aws("lambda", "get-function", "--function-name", "by-hand-echo");

  await aws("cloudformation", "delete-stack", ...stack);
  await aws("cloudformation", "wait", "stack-delete-complete", ...stack);
  const gone = await awsEnded("cloudformation", "describe-stacks", ...stack);
  assert.match(
    gone.stderr,
    /\(ValidationError\) when calling the DescribeStacks operation: .*does not exist/,
  );
});

test("aws dynamodb: a table, an item in it and out of it", async () => {
  const table = ["--table-name", "by-hand"];
  await aws(
    ...["dynamodb", "create-table", ...table, "--billing-mode", "PAY_PER_REQUEST"],
    ...[
      "--attribute-definitions",
      "AttributeName=id,AttributeType=S",
      "--key-schema",
      "AttributeName=id,KeyType=HASH",
    ],
  );
  await aws("dynamodb", "wait", "table-exists", ...table);
  const item = { id: { S: "1" }, word: { S: "grüße" } };
  await aws("dynamodb", "put-item", ...table, "--item", JSON.stringify(item));
  const { Item } = await aws("dynamodb", "get-item", ...table, "--key", '{"id":{"S":"1"}}');
  await aws("dynamodb", "delete-table", ...table);

  assert.deepEqual(Item, item);
});

test("aws s3: a bucket, a file in it and out of it", async () => {
  const copy = join(account.scratch, "copy.zip");
  for (const args of [
    ["mb", "s3://by-hand"],
    ["cp", zip, "s3://by-hand/folder/bundle.zip"],
    ["cp", "s3://by-hand/folder/bundle.zip", copy],
  ]) {
    const ended = await awsEnded("s3", ...args);
    assert.equal(ended.code, 0, ended.text());
  }
  const { Contents } = await aws("s3api", "list-objects-v2", "--bucket", "by-hand");

  assert.deepEqual(readFileSync(copy), readFileSync(zip));
  assert.deepEqual(
    Contents.map(({ Key, Size }) => ({ Key, Size })),
    [{ Key: "folder/bundle.zip", Size: readFileSync(zip).length }],
  );
});

describe("what the local account does not have, it refuses as AWS would:", () => {
  const unsupported = {
    "an operation of Lambda (REST JSON)": ["lambda", "list-layers"],
    "an operation of CloudFormation (query)": ["cloudformation", "list-stack-sets"],
    "an operation of DynamoDB (JSON)": ["dynamodb", "list-global-tables"],
    "an operation of S3 (REST XML)": ["s3api", "get-bucket-website", "--bucket", "by-hand"],
    "a service": ["sns", "list-topics"],
  };
  for (const [what, args] of Object.entries(unsupported)) {
    test(what, async () => {
      const ended = await awsEnded(...args);

      assert.notEqual(ended.code, 0, ended.text());
      // The client parsed the error document: it has a code and a message.
      assert.match(
        ended.stderr,
        /An error occurred \((?!Unknown\)|[45]\d\d\))\w+\) when calling the \w+ operation: \S/,
      );
    });
  }
});
