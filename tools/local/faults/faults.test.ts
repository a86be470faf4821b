import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import {
  CreateAliasCommand,
  CreateFunctionCommand,
  GetAliasCommand,
  GetFunctionCommand,
  LambdaClient,
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
} from "@aws-sdk/client-lambda";
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { type Account, startAccount } from "../account/account";
import { OWN_SERVICE } from "../credentials/sign-own-request";
import { inlineCode } from "../lambda/code/inline-code";
import { connection } from "../testing/client.fixture";
import { signedFetch } from "../testing/signed-fetch/signed-fetch";
import { FaultProfile } from "./profile";

jest.setTimeout(60_000);

const stateFolder = mkdtempSync(join(tmpdir(), "ferry-faults-"));
const FunctionName = "local-orders";
let account: Account;
let lambda: LambdaClient;
let cloudFormation: CloudFormationClient;
let s3: S3Client;
let sts: STSClient;

beforeAll(async () => {
  account = await startAccount({ stateFolder, port: 0, bootstrap: join(__dirname, "..", "bootstrap.js") });
  // One attempt: these tests are about what is answered, not about how clients take it.
  const options = connection(account);
  lambda = new LambdaClient(options);
  cloudFormation = new CloudFormationClient(options);
  s3 = new S3Client({ ...options, forcePathStyle: true });
  sts = new STSClient(options);
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Role: "arn:aws:iam::000000000000:role/test",
      Runtime: "nodejs24.x",
      Handler: "index.handler",
      Code: { ZipFile: await inlineCode("exports.handler = async () => 1;", "nodejs24.x") },
    }),
  );
  await waitUntilFunctionActiveV2(
    { client: lambda, maxWaitTime: 10, minDelay: 0.05, maxDelay: 0.1 },
    { FunctionName },
  );
  await lambda.send(new PublishVersionCommand({ FunctionName }));
  await lambda.send(new CreateAliasCommand({ FunctionName, Name: "live", FunctionVersion: "1" }));
  await s3.send(new CreateBucketCommand({ Bucket: "artifacts" }));
});

afterEach(() => account.setFaults(undefined));

afterAll(async () => {
  await account.close();
  rmSync(stateFolder, { recursive: true });
});

function fail(profile: object): void {
  account.setFaults(FaultProfile.parse({ version: 1, ...profile }));
}

/** What a call ends with: name and status of an answer, or what the socket said. */
async function refused(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return "answered";
  } catch (thrown) {
    const { name, message, $metadata } = thrown as Error & { $metadata?: { httpStatusCode?: number } };
    // Where the SDK and jest have their own `Error` each, the SDK wraps what node:http throws.
    if (message.includes("ECONNRESET")) return "ECONNRESET";
    return `${name} ${$metadata?.httpStatusCode}`;
  }
}

function lastLine(): Record<string, unknown> {
  const lines = readFileSync(join(stateFolder, "requests.log"), "utf8").trim().split("\n");
  return JSON.parse(lines.at(-1) ?? "{}") as Record<string, unknown>;
}

const getFunction = () => lambda.send(new GetFunctionCommand({ FunctionName }));
const describeStacks = () => cloudFormation.send(new DescribeStacksCommand({}));
const getObject = () => s3.send(new GetObjectCommand({ Bucket: "artifacts", Key: "none" }));
const identity = () => sts.send(new GetCallerIdentityCommand({}));

describe("each service refuses in its own words", () => {
  test("a request over the rate", async () => {
    fail({ faults: [{ kind: "throttle", operations: ["*"] }] });
    expect(await refused(getFunction())).toBe("TooManyRequestsException 429");
    expect(await refused(describeStacks())).toBe("Throttling 400");
    expect(await refused(getObject())).toBe("SlowDown 503");
    expect(await refused(identity())).toBe("Throttling 400");
    const error = await getFunction().catch((thrown) => thrown);
    expect(error).toMatchObject({
      Reason: "CallerRateLimitExceeded",
      retryAfterSeconds: "1",
    });
    expect(lastLine()).toMatchObject({ operation: "GetFunction", status: 429, fault: "throttle" });
  });

  test("what fails in it", async () => {
    fail({ faults: [{ kind: "error", status: 500, operations: ["*"] }] });
    expect(await refused(getFunction())).toBe("ServiceException 500");
    expect(await refused(describeStacks())).toBe("InternalFailure 500");
    expect(await refused(getObject())).toBe("InternalError 500");
    fail({ faults: [{ kind: "error", status: 503, operations: ["*"] }] });
    expect(await refused(getFunction())).toBe("ServiceUnavailable 503");
    expect(await refused(getObject())).toBe("ServiceUnavailable 503");
  });

  test("a token that has expired, from the request after so many on", async () => {
    fail({ credentials: { expireAfter: 1 } });
    await identity();
    expect(await refused(getFunction())).toBe("ExpiredTokenException 403");
    expect(await refused(describeStacks())).toBe("ExpiredToken 403");
    expect(await refused(getObject())).toBe("ExpiredToken 400");
  });

  test("a signature of another time, by a clock that its Date header shows", async () => {
    fail({ clock: { ahead: 3600 } });
    // Clients of their own: they keep the time of the answer that corrected them.
    const fresh = connection(account);
    const get = new GetFunctionCommand({ FunctionName });
    expect(await refused(new LambdaClient(fresh).send(get))).toBe("InvalidSignatureException 403");
    expect(lastLine()).toMatchObject({ fault: "clock skew" });
    expect(await refused(new CloudFormationClient(fresh).send(new DescribeStacksCommand({})))).toBe(
      "SignatureDoesNotMatch 403",
    );
    // A client that tries again signs with the time in the answer.
    await new LambdaClient({ ...fresh, maxAttempts: 2 }).send(new GetFunctionCommand({ FunctionName }));
    fail({ clock: { ahead: -120 } });
    await new LambdaClient(fresh).send(new GetFunctionCommand({ FunctionName }));
  });
});

describe("a connection is reset", () => {
  const put = (Key: string) =>
    s3.send(new PutObjectCommand({ Bucket: "artifacts", Key, Body: "bytes", IfNoneMatch: "*" }));

  test("before the operation: nothing has happened", async () => {
    fail({ faults: [{ kind: "reset", operations: ["s3:PutObject"], limit: 1 }] });
    expect(await refused(put("before"))).toBe("ECONNRESET");
    expect(lastLine()).toMatchObject({ operation: "PutObject", status: 0, fault: "reset" });
    await put("before");
  });

  test("after it: it has", async () => {
    fail({ faults: [{ kind: "reset", effect: "after", operations: ["s3:PutObject"], limit: 1 }] });
    expect(await refused(put("after"))).toBe("ECONNRESET");
    expect(lastLine()).toMatchObject({ operation: "PutObject", status: 0, fault: "reset after 200" });
    expect(await refused(put("after"))).toBe("PreconditionFailed 412");
  });
});

test("an error may be answered although the change was made", async () => {
  const { RevisionId } = await lambda.send(new GetAliasCommand({ FunctionName, Name: "live" }));
  fail({ faults: [{ kind: "error", status: 500, effect: "after", operations: ["lambda:UpdateAlias"] }] });
  const move = new UpdateAliasCommand({ FunctionName, Name: "live", FunctionVersion: "1", RevisionId });
  expect(await refused(lambda.send(move))).toBe("ServiceException 500");
  expect(lastLine()).toMatchObject({ status: 500, fault: "error 500 after 200" });
  account.setFaults(undefined);
  expect(await refused(lambda.send(move))).toBe("PreconditionFailedException 412");
});

test("an update is slow, and everything that it forbids is refused meanwhile", async () => {
  fail({ transitions: { update: [300, 300], publish: [60_000, 60_000] } });
  const ZipFile = await inlineCode("exports.handler = async () => 2;", "nodejs24.x");
  const begun = await lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }));
  expect(begun).toMatchObject({ LastUpdateStatus: "InProgress" });
  expect(await refused(lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile })))).toBe(
    "ResourceConflictException 409",
  );
  expect(await refused(lambda.send(new PublishVersionCommand({ FunctionName })))).toBe(
    "ResourceConflictException 409",
  );
  await waitUntilFunctionUpdatedV2(
    { client: lambda, maxWaitTime: 10, minDelay: 0.05, maxDelay: 0.1 },
    { FunctionName },
  );
  expect(
    await refused(lambda.send(new PublishVersionCommand({ FunctionName, RevisionId: begun.RevisionId }))),
  ).toBe("PreconditionFailedException 412");
  const published = await lambda.send(new PublishVersionCommand({ FunctionName }));
  expect(published).toMatchObject({ State: "Pending", CodeSha256: begun.CodeSha256 });
  // Only the version is pending: the function can be changed again.
  expect(await getFunction()).toMatchObject({
    Configuration: { State: "Active", LastUpdateStatus: "Successful" },
  });
});

describe("another client", () => {
  const writer = (writes: string[]) => ({
    faults: [
      {
        kind: "competing-write",
        operations: ["lambda:GetFunction"],
        functions: ["local-*"],
        writes,
        limit: 1,
      },
    ],
  });

  test.each(["UpdateFunctionCode", "UpdateFunctionConfiguration"])(
    "%s between two requests",
    async (write) => {
      fail(writer([write]));
      const { Configuration } = await getFunction();
      expect(lastLine()).toMatchObject({ fault: expect.stringContaining(`${write} ${FunctionName}`) });
      const guarded = new UpdateFunctionCodeCommand({
        FunctionName,
        ZipFile: await inlineCode("exports.handler = async () => 3;", "nodejs24.x"),
        RevisionId: Configuration?.RevisionId,
      });
      expect(await refused(lambda.send(guarded))).toBe("PreconditionFailedException 412");
      account.setFaults(undefined);
      await waitUntilFunctionUpdatedV2(
        { client: lambda, maxWaitTime: 10, minDelay: 0.05, maxDelay: 0.1 },
        { FunctionName },
      );
    },
  );

  test("PublishVersion and UpdateAlias", async () => {
    fail(writer(["PublishVersion"]));
    await getFunction();
    expect(lastLine()).toMatchObject({ fault: expect.stringMatching(/^PublishVersion local-orders:\d+$/) });
    fail(writer(["UpdateAlias"]));
    const before = await lambda.send(new GetAliasCommand({ FunctionName, Name: "live" }));
    await getFunction();
    expect(lastLine()).toMatchObject({
      fault: expect.stringMatching(/^UpdateAlias local-orders:live to \d+$/),
    });
    const after = await lambda.send(new GetAliasCommand({ FunctionName, Name: "live" }));
    expect(after.FunctionVersion).not.toBe(before.FunctionVersion);
    expect(after.RevisionId).not.toBe(before.RevisionId);
  });
});

test("without a profile no request gets a fault, and none is reported", async () => {
  fail({ faults: [{ kind: "throttle", operations: ["*"] }] });
  await refused(getFunction());
  account.setFaults(undefined);
  await getFunction();
  expect(lastLine()).not.toHaveProperty("fault");
});

describe("at run time, by HTTP", () => {
  const page = (method: string, body?: string) =>
    signedFetch(account, { service: OWN_SERVICE, path: "/_ferry/faults", method, ...(body && { body }) });
  const status = async () =>
    (await signedFetch(account, { service: OWN_SERVICE, path: "/_ferry/status" })).json();

  test("a profile is put in force, shown, and ended", async () => {
    expect(await (await page("GET")).json()).toEqual({ profile: null, applied: [] });
    const profile = {
      version: 1,
      name: "mine",
      seed: 9,
      faults: [{ kind: "throttle", operations: ["lambda:*"], limit: 1 }],
    };
    expect(await (await page("PUT", JSON.stringify(profile))).json()).toMatchObject({ profile, requests: 0 });
    await refused(getFunction());
    await getFunction();
    expect(await status()).toMatchObject({ faults: { name: "mine", seed: 9, requests: 2, refused: 1 } });
    expect(await (await page("GET")).json()).toMatchObject({ applied: [1] });
    await page("DELETE");
    expect(Object.keys((await status()) as object)).toEqual(["endpoint", "pid", "stacks", "services"]);
  });

  test("what is none is refused", async () => {
    const answer = await page("PUT", '{"version":1,"fault":[]}');
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ message: expect.stringContaining("fault") });
    expect(await status()).not.toHaveProperty("faults");
  });
});
