import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { nodeBinary } from "../../../node/node-binary";
import { AwsBehindProxy } from "../../testing/fixtures/aws-behind-proxy";
import { TEST_TLS } from "../../testing/fixtures/tls-certificate";
import { proxyFor, readProxies } from "./proxies";

// An unreachable proxy is tried again, after random pauses.
jest.setTimeout(60_000);

const PROGRAM = join(__dirname, "../../testing/fixtures/request-aws.js");
const KEYS = { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };
const LAMBDA = "lambda.us-east-1.amazonaws.com:443";

let home: string;
let network: AwsBehindProxy;
beforeEach(async () => {
  home = mkdtempSync(join(process.env.TEST_TMPDIR ?? tmpdir(), "proxies-"));
  writeFileSync(join(home, "ca.pem"), TEST_TLS.cert);
  network = await AwsBehindProxy.start();
});
afterEach(async () => {
  await network.stop();
  rmSync(home, { recursive: true });
});

interface Result {
  readonly value?: unknown;
  readonly error?: { readonly code: string; readonly message: string; readonly next: string };
  readonly trace?: string;
}

/** Makes a request in an environment that has only these variables. */
async function ask(request: "alias" | "code" | "upload", variables: NodeJS.ProcessEnv): Promise<Result> {
  const own = { HOME: home, NODE_EXTRA_CA_CERTS: join(home, "ca.pem"), AWS_EC2_METADATA_DISABLED: "true" };
  const env = { ...own, ...variables };
  const { stdout } = await promisify(execFile)(nodeBinary(), [PROGRAM, request], { env });
  return JSON.parse(stdout) as Result;
}

test.each(["HTTPS_PROXY", "https_proxy"])("%s: requests go through it, in a tunnel", async (variable) => {
  const { value } = await ask("alias", { ...KEYS, [variable]: network.proxyUrl });
  expect(value).toMatchObject({ version: "7" });
  expect(network.tunnels).toEqual([LAMBDA]);
  expect(network.requests).toEqual([
    "GET lambda.us-east-1.amazonaws.com/2015-03-31/functions/orders/aliases/live",
  ]);
});

test("a user name and a password, and a proxy without a scheme", async () => {
  await ask("alias", { ...KEYS, HTTPS_PROXY: network.proxyUrl.replace("http://", "alice:s3cr%25t@") });
  expect(network.tunnels).toEqual([`${LAMBDA} alice:s3cr%t`]);
});

test("an upload that waits for 100 Continue, for which the SDK would take an agent of its own", async () => {
  expect(await ask("upload", { ...KEYS, HTTPS_PROXY: network.proxyUrl })).toEqual({ value: {} });
  expect(network.tunnels).toEqual(["ferry.s3.us-east-1.amazonaws.com:443"]);
});

test("the code of a function, from its presigned URL as it is", async () => {
  expect(await ask("code", { ...KEYS, HTTPS_PROXY: network.proxyUrl })).toEqual({ value: "a zip" });
  expect(network.tunnels).toEqual([LAMBDA, "code.s3.us-east-1.amazonaws.com:443"]);
  expect(network.requests[1]).toBe("GET code.s3.us-east-1.amazonaws.com/code/a%2Bb?X-Amz-Signature=1");
});

/** A profile `staging` whose credentials come from IAM Identity Center. */
function signedIn(): NodeJS.ProcessEnv {
  mkdirSync(join(home, ".aws/sso/cache"), { recursive: true });
  const profile =
    "[profile staging]\nsso_session = work\nsso_account_id = 111122223333\nsso_role_name = dev\n[sso-session work]\nsso_region = us-east-1\nsso_start_url = https://work.example\n";
  writeFileSync(join(home, ".aws/config"), profile);
  const name = createHash("sha1").update("work").digest("hex");
  const token = { accessToken: "token", expiresAt: "2099-01-01T00:00:00Z" };
  writeFileSync(join(home, `.aws/sso/cache/${name}.json`), JSON.stringify(token));
  return { AWS_PROFILE: "staging" };
}

test("the clients of the credential chain go through it, too", async () => {
  await ask("alias", { ...signedIn(), HTTPS_PROXY: network.proxyUrl });
  expect(network.tunnels).toEqual(["portal.sso.us-east-1.amazonaws.com:443", LAMBDA]);
});

describe("NO_PROXY", () => {
  const goes = (list: string, url: string): boolean => {
    const proxies = readProxies({ HTTPS_PROXY: "proxy:3128", HTTP_PROXY: "proxy:3128", NO_PROXY: list });
    return proxies !== undefined && proxyFor(proxies, new URL(url)) !== undefined;
  };

  test.each([
    ["amazonaws.com", "https://lambda.us-east-1.amazonaws.com"],
    [".amazonaws.com", "https://lambda.us-east-1.amazonaws.com"],
    ["*.amazonaws.com", "https://lambda.us-east-1.amazonaws.com"],
    ["a.example, AmazonAWS.com", "https://lambda.us-east-1.amazonaws.com"],
    ["a.example lambda.us-east-1.amazonaws.com:443", "https://lambda.us-east-1.amazonaws.com"],
    ["*", "https://lambda.us-east-1.amazonaws.com"],
    ["10.0.0.7", "http://10.0.0.7:4566"],
    ["[fd00::7]", "http://[fd00::7]:4566"],
    ["", "http://localhost:4566"],
    ["", "http://127.0.0.2:4566"],
    ["", "http://[::1]:4566"],
  ])("%j: not for %s", (list, url) => expect(goes(list, url)).toBe(false));

  test.each([
    ["", "https://lambda.us-east-1.amazonaws.com"],
    ["naws.com", "https://lambda.us-east-1.amazonaws.com"],
    ["lambda.us-east-1.amazonaws.com:444", "https://lambda.us-east-1.amazonaws.com"],
    ["10.0.0.7", "http://10.0.0.70"],
  ])("%j: for %s", (list, url) => expect(goes(list, url)).toBe(true));

  test.each(["localhost", "127.0.0.2"])("is the same to the agents: %s", async (host) => {
    const AWS_ENDPOINT_URL_LAMBDA = `https://${host}:${network.port}`;
    const { error } = await ask("alias", { ...KEYS, AWS_ENDPOINT_URL_LAMBDA, HTTPS_PROXY: network.proxyUrl });
    expect(network.tunnels).toEqual([]);
    // Nothing listens at 127.0.0.2, and the certificate is of other names than localhost.
    expect(error?.message).toContain(`${host}:${network.port} (AWS_ENDPOINT_URL_LAMBDA)`);
  });
});

describe("a proxy that does not let a request through", () => {
  test.each([
    ["407 Proxy Authentication Required", "put the user name and password that it wants into HTTPS_PROXY"],
    ["403 Forbidden", "check HTTPS_PROXY, or list lambda.us-east-1.amazonaws.com in NO_PROXY"],
  ])("%s", async (answer, next) => {
    network.answer = answer;
    const HTTPS_PROXY = network.proxyUrl.replace("://", "://alice:s3cr%25t@");
    const { error, trace } = await ask("alias", { ...KEYS, HTTPS_PROXY });
    expect(error).toEqual({
      code: "EndpointUnreachable",
      message: `Lambda.GetAlias did not get through the proxy ${network.proxyUrl} (HTTPS_PROXY) to lambda.us-east-1.amazonaws.com: it answered ${answer.slice(0, 3)}`,
      next: expect.stringContaining(next),
    });
    expect(network.tunnels).toHaveLength(1);
    expect(trace).not.toContain("s3cr");
  });

  test("of the code of a function: its password is not shown", async () => {
    network.answer = "403 Forbidden";
    network.answered = /^code\./;
    const HTTPS_PROXY = network.proxyUrl.replace("://", "://alice:s3cr%25t@");
    const { error, trace } = await ask("code", { ...KEYS, HTTPS_PROXY });
    expect(error).toEqual({
      code: "EndpointUnreachable",
      message: `the download of the code of orders did not get through the proxy ${network.proxyUrl} (HTTPS_PROXY) to code.s3.us-east-1.amazonaws.com: it answered 403`,
      next: expect.stringContaining("check HTTPS_PROXY, or list code.s3.us-east-1.amazonaws.com in NO_PROXY"),
    });
    expect(JSON.stringify([error, trace])).not.toContain("s3cr");
  });

  test.each(["407 Proxy Authentication Required", "nothing"])(
    "of the source of the credentials: %s",
    async (answer) => {
      network.answer = answer;
      const proxy = answer === "nothing" ? "http://127.0.0.1:1" : network.proxyUrl;
      const HTTPS_PROXY = proxy.replace("://", "://alice:s3cr%25t@");
      const { error, trace } = await ask("alias", { ...signedIn(), HTTPS_PROXY });
      expect(error).toEqual({
        code: "EndpointUnreachable",
        message: expect.stringContaining('their source was not reached (AWS_PROFILE is "staging"): '),
        next: expect.stringContaining("check HTTPS_PROXY, then"),
      });
      expect(JSON.stringify([error, trace])).not.toContain("s3cr");
    },
  );

  test("of a request without TLS", async () => {
    network.answer = "407 Proxy Authentication Required";
    const variables = { AWS_ENDPOINT_URL: "http://aws.example", http_proxy: network.proxyUrl };
    const { error } = await ask("alias", { ...KEYS, ...variables });
    expect(network.requests[0]).toContain("GET http://aws.example/");
    expect(error?.message).toContain(`the proxy ${network.proxyUrl} (http_proxy) to aws.example`);
  });

  test("since nothing listens there", async () => {
    const { error } = await ask("alias", { ...KEYS, https_proxy: "http://alice:s3cret@127.0.0.1:1" });
    expect(error).toEqual({
      code: "EndpointUnreachable",
      message:
        "Lambda.GetAlias got no response from lambda.us-east-1.amazonaws.com through the proxy http://127.0.0.1:1 (https_proxy): connect ECONNREFUSED 127.0.0.1:1",
      next: expect.stringContaining("check https_proxy, then"),
    });
  });
});

test.each(["socks5://proxy:1080", "http://alice:s3#cret@proxy", "http://alice:100%@proxy", "http://a b"])(
  "%s is refused without being shown",
  (value) => {
    const message = "HTTP_PROXY does not name an HTTP proxy";
    expect(() => readProxies({ HTTP_PROXY: value })).toThrow(
      expect.objectContaining({ code: "UsageInvalid", message }),
    );
  },
);

test("no proxy: nothing is changed", () => {
  expect(readProxies({ NO_PROXY: "x", HTTPS_PROXY: "" })).toBeUndefined();
});

describe("an error names the variables that led there", () => {
  test.each([
    [
      { ...KEYS, AWS_ENDPOINT_URL: "http://127.0.0.1:1" },
      "EndpointUnreachable",
      "Lambda.GetAlias got no response from 127.0.0.1:1 (AWS_ENDPOINT_URL): connect ECONNREFUSED 127.0.0.1:1",
      "check AWS_ENDPOINT_URL, then",
    ],
    [
      { ...KEYS, AWS_ENDPOINT_URL: "http://a.example", AWS_ENDPOINT_URL_LAMBDA: "nowhere" },
      "UsageInvalid",
      "Lambda.GetAlias failed: AWS_ENDPOINT_URL_LAMBDA is not a URL",
      "correct AWS_ENDPOINT_URL_LAMBDA, or unset it",
    ],
    [
      { AWS_PROFILE: "my staging" },
      "CredentialsMissing",
      'no valid AWS credentials (AWS_PROFILE is "my staging"): Lambda.GetAlias failed:',
      "aws sso login --profile 'my staging'",
    ],
    [{}, "CredentialsMissing", "no valid AWS credentials (AWS_PROFILE is not set):", "aws sso login"],
  ])("%j", async (variables, code, message, next) => {
    expect((await ask("alias", variables)).error).toEqual({
      code,
      message: expect.stringContaining(message),
      next: expect.stringContaining(next),
    });
  });

  test("an endpoint of the profile", async () => {
    mkdirSync(join(home, ".aws"));
    writeFileSync(
      join(home, ".aws/config"),
      "[profile lab]\nendpoint_url = http://127.0.0.1:1\naws_access_key_id = a\naws_secret_access_key = b\n",
    );
    expect((await ask("alias", { AWS_PROFILE: "lab" })).error).toMatchObject({
      message: expect.stringContaining("no response from 127.0.0.1:1:"),
      next: expect.stringContaining('check endpoint_url in the profile "lab" (AWS_PROFILE), then'),
    });
  });
});
