import { type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { RuntimeApi } from "./runtime-api";
import { TOKEN_HEADER } from "./runtime-api-token";

const EVENT = {
  requestId: "r-1",
  payload: Buffer.from('{"secret":true}'),
  invokedFunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:f",
  deadline: 0,
  traceId: "Root=1-00000000-000000000000000000000000",
};

let api: RuntimeApi;

beforeEach(async () => {
  api = await RuntimeApi.listen();
});

afterEach(() => api.close());

async function ask(
  method: string,
  path: string,
  headers: Record<string, string>,
  body = "",
): Promise<string> {
  const [host, port] = api.address.split(":");
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const options = { host, port, method, path: `/2018-06-01/runtime/${path}`, headers };
    request(options, resolve).on("error", reject).end(body);
  });
  return `${response.statusCode} ${await text(response)}`;
}

test("hands its event to the process that has the token, and to no web page that has it", async () => {
  const answered = api.send(EVENT);
  const own = { [TOKEN_HEADER]: api.token };
  for (const [headers, why] of [
    [{}, "is missing or wrong"],
    [{ [TOKEN_HEADER]: "" }, "is missing or wrong"],
    [{ [TOKEN_HEADER]: "0".repeat(64) }, "is missing or wrong"],
    [{ ...own, origin: "https://evil.example" }, "web pages of another origin"],
    [{ ...own, "sec-fetch-site": "cross-site" }, "web pages of another origin"],
    [{ ...own, host: "evil.example:80" }, "answers to 127.0.0.1 and localhost only"],
  ] as const) {
    const refused = await ask("GET", "invocation/next", headers);
    expect(refused).toMatch(/^403 .*AccessDenied/);
    expect(refused).toContain(why);
  }
  expect(await ask("GET", "invocation/next", own)).toBe('200 {"secret":true}');
  const page = { origin: "https://evil.example" };
  expect(await ask("POST", "invocation/r-1/response", page, '"forged"')).toMatch(/^403 /);
  expect(await ask("POST", "invocation/r-1/error", page, '"forged"')).toMatch(/^403 /);
  expect(await ask("POST", "invocation/r-2/response", {}, '"forged"')).toMatch(/^400 /);
  expect(api.answered).toBeUndefined();
  expect(await ask("POST", "invocation/r-1/response", {}, '"own"')).toMatch(/^202 /);
  const next = ask("GET", "invocation/next", own).catch((error: Error) => error.message);
  expect(await answered).toMatchObject({ kind: "response", payload: Buffer.from('"own"') });
  api.close();
  expect(await next).toBe("socket hang up");
});

test("a web page cannot end a process in its name", async () => {
  const refused = await ask("POST", "init/error", { origin: "https://evil.example" }, '{"errorType":"x"}');
  expect(refused).toMatch(/^403 /);
  expect(await ask("POST", "init/error", {}, '{"errorType":"own"}')).toMatch(/^202 /);
  expect(await api.initError).toMatchObject({ errorType: "own" });
});
