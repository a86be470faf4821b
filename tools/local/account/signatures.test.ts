import { mkdtempSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import {
  CreateFunctionCommand,
  GetFunctionCommand,
  InvokeCommand,
  LambdaClient,
} from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { Sha256 } from "@smithy/core/checksum";
import { SignatureV4 } from "@smithy/signature-v4";
import { OWN_SERVICE } from "../credentials/sign-own-request";
import { deploy, FUNCTION_DEFAULTS, zipOf } from "../lambda/lambda.fixture";
import { connection } from "../testing/client.fixture";
import { SIGNED_FETCH } from "../testing/signed-fetch/function-source";
import { type Account, startAccount } from "./account";

jest.setTimeout(60_000);

const bootstrap = join(__dirname, "..", "bootstrap.js");
const stateFolder = mkdtempSync(join(tmpdir(), "ferry-signatures-"));

let account: Account;

beforeAll(async () => {
  account = await startAccount({ stateFolder, port: 0, bootstrap });
  expect(await sent(await signed({ service: "s3", method: "PUT", path: "/bucket" }))).toMatchObject({
    status: 200,
  });
});

afterAll(async () => {
  await account.close();
  rmSync(stateFolder, { recursive: true });
});

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface Described extends Partial<Sent> {
  readonly service: string;
}

interface By {
  readonly credentials?: Account["credentials"];
  readonly at?: Date;
  readonly expiresIn?: number;
}

/** A request that AWS's own signer has signed, in its headers or, with `expiresIn`, in its query. */
async function signed(described: Described, by: By = {}): Promise<Sent> {
  const { service, method = "POST", path = "/", query = {}, headers = {}, body = "" } = described;
  const { endpoint, region, credentials } = connection(account);
  const { host, hostname, protocol } = new URL(endpoint);
  const signer = new SignatureV4({
    service,
    region,
    credentials: by.credentials ?? credentials,
    sha256: Sha256,
    uriEscapePath: service !== "s3",
  });
  const form = { method, protocol, hostname, path, query: { ...query }, headers: { ...headers, host }, body };
  const options = { signingDate: by.at ?? new Date() };
  const answer =
    by.expiresIn === undefined
      ? await signer.sign(form, options)
      : await signer.presign(
          { ...form, headers: { ...form.headers, "x-amz-content-sha256": "UNSIGNED-PAYLOAD" } },
          { ...options, expiresIn: by.expiresIn },
        );
  return { method, path, query: answer.query as Record<string, string>, headers: answer.headers, body };
}

interface Answer {
  readonly status: number | undefined;
  readonly code: string | undefined;
  readonly body: string;
}

function sent({ method, path, query, headers, body }: Sent): Promise<Answer> {
  const search = Object.entries(query).map((pair) => pair.map(encodeURIComponent).join("="));
  const url = `${account.endpoint}${path}${search.length > 0 ? "?" : ""}${search.join("&")}`;
  return new Promise((resolve, reject) => {
    // What node:http frames by itself is not a GET's body.
    const length = body === "" ? {} : { "content-length": String(Buffer.byteLength(body)) };
    const outgoing = request(
      url,
      { method, headers: { ...headers, ...length }, agent: false },
      (response) => {
        text(response).then((answer) => {
          const named = response.headers["x-amzn-errortype"] ?? /<Code>(\w+)</.exec(answer)?.[1];
          resolve({ status: response.statusCode, code: named as string | undefined, body: answer });
        }, reject);
      },
    );
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

/** One request for each protocol that is answered 200, and what else it might have asked for. */
const PROTOCOLS = {
  json: {
    service: "dynamodb",
    headers: { "content-type": "application/x-amz-json-1.0", "x-amz-target": "DynamoDB_20120810.ListTables" },
    body: "{}",
  },
  query: {
    service: "sts",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: "Action=GetCallerIdentity&Version=2011-06-15",
  },
  rest: { service: "lambda", method: "GET", path: "/2015-03-31/functions/", query: { MaxItems: "5" } },
  s3: {
    service: "s3",
    method: "PUT",
    path: "/bucket/a%20key%2B",
    query: { "x-id": "PutObject" },
    headers: { "x-amz-meta-colour": "red" },
    body: "bytes",
  },
} as const satisfies Record<string, Described>;

type Protocol = keyof typeof PROTOCOLS;

/** What each of them answers. */
const CODES: Readonly<Record<Protocol, Record<"unsigned" | "stranger" | "forged" | "old", string>>> = {
  json: {
    unsigned: "400 MissingAuthenticationTokenException",
    stranger: "400 UnrecognizedClientException",
    forged: "400 InvalidSignatureException",
    old: "403 InvalidSignatureException",
  },
  query: {
    unsigned: "403 MissingAuthenticationToken",
    stranger: "403 InvalidClientTokenId",
    forged: "403 SignatureDoesNotMatch",
    old: "403 SignatureDoesNotMatch",
  },
  rest: {
    unsigned: "403 MissingAuthenticationTokenException",
    stranger: "403 UnrecognizedClientException",
    forged: "403 InvalidSignatureException",
    old: "403 InvalidSignatureException",
  },
  s3: {
    unsigned: "403 AccessDenied",
    stranger: "403 InvalidAccessKeyId",
    forged: "403 SignatureDoesNotMatch",
    old: "403 RequestTimeTooSkewed",
  },
};

const shown = ({ status, code }: Answer): string => `${status} ${code}`;

describe.each(Object.keys(PROTOCOLS) as Protocol[])("%s", (protocol) => {
  const described: Described = PROTOCOLS[protocol];
  const codes = CODES[protocol];

  test("takes what is signed by the account's key", async () => {
    expect(await sent(await signed(described))).toMatchObject({ status: 200 });
  });

  test("refuses what is not signed", async () => {
    const { authorization: _, ...headers } = (await signed(described)).headers;
    expect(shown(await sent({ ...(await signed(described)), headers }))).toBe(codes.unsigned);
  });

  test("refuses another identity, and its key id with another secret", async () => {
    const { accessKeyId } = account.credentials;
    const stranger = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "x" };
    const answer = await sent(await signed(described, { credentials: stranger }));
    expect(shown(answer)).toBe(codes.stranger);
    expect(answer.body).toContain("run //tools/local -- env");
    const guessed = { accessKeyId, secretAccessKey: "test" };
    expect(shown(await sent(await signed(described, { credentials: guessed })))).toBe(codes.forged);
  });

  test("refuses what was signed at another time", async () => {
    const earlier = new Date(Date.now() - 16 * 60_000);
    expect(shown(await sent(await signed(described, { at: earlier })))).toBe(codes.old);
    const later = new Date(Date.now() + 16 * 60_000);
    expect(shown(await sent(await signed(described, { at: later })))).toBe(codes.old);
  });

  test("refuses another method, path, query or header than was signed", async () => {
    const one = await signed(described);
    for (const change of [
      { query: { ...one.query, more: "1" } },
      { path: `${one.path}x` },
      { headers: { ...one.headers, "x-amz-date": one.headers["x-amz-date"]?.replace(/\dZ$/, "xZ") ?? "" } },
      { method: one.method === "PUT" ? "POST" : "PUT" },
      { headers: { ...one.headers, "x-amz-more": "1" } },
    ]) {
      const { status, code } = await sent({ ...one, ...change });
      expect({ change, status }).toEqual({ change, status: expect.not.stringMatching("200") });
      expect(code).toMatch(/Signature|AccessDenied|Malformed/);
    }
  });

  test("refuses another body than was signed", async () => {
    const one = await signed(described);
    const answer = await sent({ ...one, body: `${one.body} ` });
    expect(shown(answer)).toBe(protocol === "s3" ? "400 XAmzContentSHA256Mismatch" : codes.forged);
  });
});

test.each([
  ["no version 4", () => "Bearer abc", "IncompleteSignatureException"],
  ["no signature", (text: string) => text.replace(/, Signature=.*/, ""), "IncompleteSignatureException"],
  ["more than a signature", (text: string) => `${text}00`, "InvalidSignatureException"],
  ["half a signature", (text: string) => text.slice(0, -32), "InvalidSignatureException"],
  [
    "a scope of another day",
    (text: string) => text.replace(/\/\d{8}\//, "/20200101/"),
    "InvalidSignatureException",
  ],
  ["a scope of no day", (text: string) => text.replace(/\/\d{8}\//, "//"), "InvalidSignatureException"],
  ["another region", (text: string) => text.replace("us-east-1", "us-east-2"), "InvalidSignatureException"],
  ["no host signed", (text: string) => text.replace("host;", ""), "InvalidSignatureException"],
  [
    "headers that are none",
    (text: string) => text.replace("=host", "=__proto__;constructor;host"),
    "InvalidSignatureException",
  ],
])("refuses %s", async (_, change, code) => {
  const one = await signed(PROTOCOLS.rest);
  const authorization = change(one.headers.authorization ?? "");
  expect(authorization).not.toBe(one.headers.authorization);
  expect(shown(await sent({ ...one, headers: { ...one.headers, authorization } }))).toBe(`403 ${code}`);
});

test("an object whose body is not what was signed is not written", async () => {
  const one = await signed({ ...PROTOCOLS.s3, path: "/bucket/forged" });
  await sent({ ...one, body: "other" });
  const read = await sent(await signed({ service: "s3", method: "GET", path: "/bucket/forged" }));
  expect(shown(read)).toBe("404 NoSuchKey");
});

describe("a presigned URL", () => {
  const get = { service: "s3", method: "GET", path: "/bucket/presigned" };

  beforeAll(async () => {
    const put = await signed({ ...get, method: "PUT" }, { expiresIn: 60 });
    expect(await sent({ ...put, body: "whatever" })).toMatchObject({ status: 200 });
  });

  test("holds for as long as it says, and not longer", async () => {
    const at = new Date(Date.now() - 3_600_000);
    expect(await sent(await signed(get, { at, expiresIn: 7200 }))).toMatchObject({
      status: 200,
      body: "whatever",
    });
    const over = await sent(await signed(get, { at, expiresIn: 3500 }));
    expect(shown(over)).toBe("403 AccessDenied");
    expect(over.body).toContain("Request has expired");
  });

  test("is for nothing else, and for no longer time", async () => {
    const one = await signed(get, { expiresIn: 60 });
    for (const change of [
      { path: "/bucket/other" },
      { method: "DELETE" },
      { query: { ...one.query, "X-Amz-Expires": "600" } },
      { query: { ...one.query, versionId: "1" } },
    ]) {
      expect(shown(await sent({ ...one, ...change }))).toBe("403 SignatureDoesNotMatch");
    }
  });
});

test("the code of a function can be fetched from the URL that GetFunction answers, and not without its signature", async () => {
  const lambda = new LambdaClient(connection(account));
  const ZipFile = await zipOf({ "index.js": "exports.handler = async () => 1;" });
  await lambda.send(
    new CreateFunctionCommand({ ...FUNCTION_DEFAULTS, FunctionName: "fetched", Code: { ZipFile } }),
  );
  const { Code } = await lambda.send(new GetFunctionCommand({ FunctionName: "fetched" }));
  lambda.destroy();
  const url = Code?.Location ?? "";
  expect(Buffer.from(await (await fetch(url)).arrayBuffer())).toEqual(Buffer.from(ZipFile));
  const unsigned = await fetch(url.replace(/X-Amz-Signature=\w+/, ""));
  expect(unsigned.status).toBe(403);
});

test("a function may call AWS by the credentials that it has, and none of the account's own pages", async () => {
  const source = `${SIGNED_FETCH}
    exports.handler = async () => {
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      const body = "Action=GetCallerIdentity&Version=2011-06-15";
      const allowed = await signedFetch("sts", "/", { headers, body });
      const page = await signedFetch("ferry", "/_ferry/status", { method: "GET" });
      process.env.AWS_SESSION_TOKEN = "another";
      const stale = await signedFetch("sts", "/", { headers, body });
      return [allowed.status, page.status, stale.status];
    };`;
  const lambda = new LambdaClient(connection(account));
  await deploy({ lambda }, "caller", source);
  const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: "caller" }));
  lambda.destroy();
  expect(JSON.parse(Buffer.from(Payload ?? []).toString())).toEqual([200, 403, 403]);
});

describe("the account's own pages", () => {
  const page = { service: OWN_SERVICE, method: "GET", path: "/_ferry/status" };

  test("are for its owner", async () => {
    expect(await sent(await signed(page))).toMatchObject({ status: 200 });
    const { headers: _, ...unsigned } = await signed(page);
    expect(shown(await sent({ ...unsigned, headers: {} }))).toBe("403 MissingAuthenticationTokenException");
    const stranger = { accessKeyId: account.credentials.accessKeyId, secretAccessKey: "x" };
    const put = { service: OWN_SERVICE, method: "PUT", path: "/_ferry/faults", body: "{}" };
    expect(shown(await sent(await signed(put, { credentials: stranger })))).toBe(
      "403 InvalidSignatureException",
    );
  });

  test("take no signature that was made for an AWS service", async () => {
    expect(shown(await sent(await signed({ ...page, service: "lambda" })))).toBe(
      "403 UnrecognizedClientException",
    );
  });
});
