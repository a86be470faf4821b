import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { OWN_SERVICE } from "../credentials/sign-own-request";
import { AccountInUse } from "../state/account-lock";
import { readEndpoint } from "../state/endpoint";
import { connection } from "../testing/client.fixture";
import { signed } from "../testing/signed-fetch/signed-fetch";
import { type Account, startAccount } from "./account";

jest.setTimeout(60_000);

const bootstrap = join(__dirname, "..", "bootstrap.js");
const stateFolder = mkdtempSync(join(tmpdir(), "ferry-account-"));
let account: Account;

beforeAll(async () => {
  account = await startAccount({ stateFolder, port: 0, bootstrap });
});

afterAll(async () => {
  await account.close();
  rmSync(stateFolder, { recursive: true });
});

interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** By node:http, as `fetch` does not allow Host and Origin to be set. */
function send(
  path: string,
  headers: Record<string, string>,
  body?: string | Buffer,
  method = "GET",
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(account.endpoint + path, { method, headers }, (response) => {
      text(response).then(
        (answer) => resolve({ status: response.statusCode, headers: response.headers, body: answer }),
        reject,
      );
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

/** Signed, as an AWS client would. */
async function post(
  service: string,
  body: string | Buffer,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const request = { service, path: "/", method: "POST", headers, body };
  return await send("/", await signed(account, request), body, "POST");
}

function logged(): Record<string, unknown>[] {
  const lines = readFileSync(join(stateFolder, "requests.log"), "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe("the wire endpoint", () => {
  test("answers an SDK, and says who the caller is", async () => {
    const client = new STSClient({ ...connection(account), region: "eu-central-1" });
    const identity = await client.send(new GetCallerIdentityCommand({}));
    expect(identity.Account).toBe("000000000000");
    expect(identity.Arn).toBe("arn:aws:iam::000000000000:root");
    expect(identity.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
    const refused = client.send(
      new AssumeRoleCommand({ RoleArn: "arn:aws:iam::000000000000:role/x", RoleSessionName: "x" }),
    );
    await expect(refused).rejects.toMatchObject({
      name: "InvalidAction",
      $metadata: { httpStatusCode: 400 },
    });
    client.destroy();
  });

  test("answers its status", async () => {
    const path = "/_ferry/status";
    const { status, body } = await send(path, await signed(account, { service: OWN_SERVICE, path }));
    expect(status).toBe(200);
    expect(JSON.parse(body)).toEqual({
      endpoint: account.endpoint,
      pid: process.pid,
      stacks: {},
      services: {},
    });
  });

  test("refuses a service that it does not have, by name, in the protocol of the request", async () => {
    const { status, headers, body } = await post("kinesis", "{}", {
      "x-amz-target": "Kinesis_20131202.ListStreams",
    });
    expect(status).toBe(400);
    expect(headers["x-amzn-requestid"]).toMatch(/^[0-9a-f-]{36}$/);
    expect(JSON.parse(body)).toMatchObject({
      __type: "UnknownService",
      message: expect.stringContaining('"kinesis"'),
    });
  });

  test("refuses what is no request of an AWS client", async () => {
    const { status, headers, body } = await send("/", {});
    expect(status).toBe(403);
    expect(headers["x-amzn-errortype"]).toBe("MissingAuthenticationTokenException");
    expect(JSON.parse(body)).toEqual({ message: expect.stringMatching(/^Missing Authentication Token;/) });
  });

  test.each([
    ["a page of another origin", { origin: "http://evil.example" }],
    ["a page of another port", { origin: "http://127.0.0.1:1" }],
    ["a link on another site", { "sec-fetch-site": "cross-site" }],
    ["a name that was rebound to the loopback address", { host: "evil.example:4080" }],
  ])("refuses %s", async (_what, headers) => {
    const { status, headers: answered } = await send("/_ferry/status", headers);
    expect(status).toBe(403);
    expect(answered["x-amzn-errortype"]).toBe("AccessDeniedException");
  });

  test("refuses a body over the limit", async () => {
    const { status, body } = await post("sts", Buffer.alloc(69_905_068));
    expect(status).toBe(413);
    expect(body).toContain("RequestEntityTooLargeException");
  });

  test("logs each request with its operation, and nothing of its content", async () => {
    const secret = "Action=GetCallerIdentity&Version=2011-06-15&Secret=hunter2";
    const form = { "content-type": "application/x-www-form-urlencoded" };
    await post("sts", secret, form);
    expect(logged().at(-1)).toEqual({
      time: expect.any(String),
      requestId: expect.any(String),
      service: "sts",
      operation: "GetCallerIdentity",
      status: 200,
      bytes: secret.length,
      milliseconds: expect.any(Number),
    });
    expect(JSON.stringify(logged())).not.toMatch(/hunter2|Credential|aws4_request/);
  });
});

describe("the state folder", () => {
  test("says where the account answers", () => {
    expect(readEndpoint(stateFolder)).toEqual({ endpoint: account.endpoint, pid: process.pid });
  });

  test("belongs to one account at a time", async () => {
    await expect(startAccount({ stateFolder, port: 0, bootstrap })).rejects.toThrow(AccountInUse);
  });

  test("is free after close, and the endpoint is gone", async () => {
    const folder = mkdtempSync(join(tmpdir(), "ferry-account-"));
    const first = await startAccount({ stateFolder: folder, port: 0, bootstrap });
    await first.close();
    expect(readEndpoint(folder)).toBeUndefined();
    const second = await startAccount({ stateFolder: folder, port: 0, bootstrap });
    await second.close();
    rmSync(folder, { recursive: true });
  });
});
