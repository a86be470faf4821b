import { type AddressInfo, createServer, type Server } from "node:net";
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeAll, expect, test } from "@jest/globals";
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { Hono } from "hono";
import * as z from "zod";
import { defineService, type ServiceHandler } from "../define-service";
import { type Line, withOutput } from "../example/output";
import { deeds } from "../example/seen";
import { httpEvent, type SampleRequest } from "../testing/http-event";
import { lambdaContext } from "../testing/lambda-context";

let handler: ServiceHandler;

beforeAll(() => {
  Object.assign(process.env, { TABLE_NAME: "table", LIMIT: "5" });
  handler = require("../example/main").handler;
});

afterEach(() => deeds.clear());

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly json: unknown;
  readonly lines: readonly Line[];
}

async function request(
  method: string,
  path: string,
  { of = handler, timeoutMs, ...sample }: SampleRequest & { of?: ServiceHandler; timeoutMs?: number } = {},
): Promise<Answer> {
  const context = lambdaContext("local-example", timeoutMs);
  const { result, lines } = await withOutput(() => of(httpEvent(method, path, sample), context));
  const { statusCode, headers = {}, body } = result as APIGatewayProxyStructuredResultV2;
  return { status: Number(statusCode), headers, json: JSON.parse(body || "null"), lines };
}

const errorsOf = (lines: readonly Line[]) => lines.filter(({ level }) => level === "ERROR");

test("the routes are data", async () => {
  expect(await handler.httpRoutes()).toEqual([
    { method: "GET", path: "/notes/:text" },
    { method: "POST", path: "/notes" },
  ]);
});

test("a request goes to its route", async () => {
  const { status, json } = await request("GET", "/notes/tea");
  expect({ status, json }).toEqual({ status: 200, json: { text: "tea" } });
});

// As https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads shows it, with a body that is not text.
test("a request of a function URL goes to its route, too", async () => {
  const event = {
    version: "2.0",
    routeKey: "$default",
    rawPath: "/notes",
    rawQueryString: "parameter1=value1&parameter1=value2",
    cookies: ["cookie1", "cookie2"],
    headers: { "content-type": "application/json", "x-correlation-id": "url-1" },
    queryStringParameters: { parameter1: "value1,value2" },
    requestContext: {
      accountId: "123456789012",
      apiId: "url-id",
      authentication: null,
      authorizer: { iam: { accountId: "123456789012", cognitoIdentity: null, principalOrgId: null } },
      domainName: "url-id.lambda-url.us-west-2.on.aws",
      domainPrefix: "url-id",
      http: {
        method: "POST",
        path: "/notes",
        protocol: "HTTP/1.1",
        sourceIp: "123.123.123.123",
        userAgent: "agent",
      },
      requestId: "id",
      routeKey: "$default",
      stage: "$default",
      time: "12/Mar/2020:19:03:58 +0000",
      timeEpoch: 1583348638390,
    },
    body: Buffer.from('{"text":"tea"}').toString("base64"),
    pathParameters: null,
    isBase64Encoded: true,
    stageVariables: null,
  };
  const { result } = await withOutput(() => handler(event, lambdaContext("local-example")));
  const { statusCode, body } = result as APIGatewayProxyStructuredResultV2;
  expect([statusCode, JSON.parse(body ?? "")]).toEqual([201, { text: "tea", correlationId: "url-1" }]);
});

test("the correlation id goes through, into the handler and back", async () => {
  const headers = { "X-Correlation-Id": "cart-42:retry.1" };
  const answer = await request("POST", "/notes", { body: { text: "tea" }, headers });
  expect(answer).toMatchObject({ status: 201, json: { correlationId: "cart-42:retry.1" } });
  expect(answer.headers["x-correlation-id"]).toBe("cart-42:retry.1");
});

test.each(["", "with space", "a".repeat(129), "<script>"])(
  "a correlation id %p is not taken over: there is a new one",
  async (id) => {
    const { headers } = await request("GET", "/notes/tea", { headers: { "x-correlation-id": id } });
    expect(headers["x-correlation-id"]).toMatch(/^[0-9a-f-]{36}$/);
  },
);

test("problems carry it, too", async () => {
  const { headers } = await request("GET", "/nothing", { headers: { "x-correlation-id": "c" } });
  expect(headers).toMatchObject({ "x-correlation-id": "c", "content-type": "application/problem+json" });
});

test.each([
  ["GET", "/nothing", {}, 404, "not-found", "GET /nothing does not exist"],
  ["GET", "/notes/none", {}, 404, "not-found", "note none does not exist"],
  ["DELETE", "/notes/tea", {}, 405, "method-not-allowed", "/notes/tea does not take DELETE, but GET"],
  [
    "POST",
    "/notes",
    { body: "{", headers: { "content-type": "application/json" } },
    400,
    "malformed-json",
    "the body is not JSON; send one JSON object",
  ],
  [
    "POST",
    "/notes",
    { body: Buffer.from('{"text":"é"}', "latin1"), headers: { "content-type": "application/json" } },
    400,
    "malformed-json",
    "the body is not JSON; send one JSON object",
  ],
  [
    "POST",
    "/notes",
    { body: "text" },
    415,
    "media-type",
    "the content type is missing; send application/json",
  ],
  [
    "POST",
    "/notes",
    { body: "a=b", headers: { "content-type": "text/plain;charset=utf-8" } },
    415,
    "media-type",
    "the content type is text/plain; send application/json",
  ],
  [
    "POST",
    "/notes",
    { body: { text: "é".repeat(500) } },
    413,
    "body-too-large",
    "the body has 1011 bytes, and at most 1000 are allowed; send a smaller one",
  ],
])("%s %s %j is problem %d %s", async (method, path, sample, status, type, detail) => {
  const answer = await request(method, path, sample);
  expect(answer).toMatchObject({
    status,
    json: { type: `/problems/${type}`, title: expect.any(String), status, detail },
  });
  expect(errorsOf(answer.lines)).toEqual([]);
});

test("a method that is not allowed is answered with those that are", async () => {
  expect((await request("PATCH", "/notes")).headers).toMatchObject({ allow: "POST" });
});

test("each wrong member of the input has its JSON pointer", async () => {
  const { status, json } = await request("POST", "/notes", { body: { text: "", "a/b": 5 } });
  expect(status).toBe(400);
  expect(json).toMatchObject({
    type: "/problems/invalid-input",
    detail: "the body is not valid; see errors",
    errors: [
      { pointer: "/text", detail: "Too small: expected string to have >=1 characters" },
      { pointer: "/a~1b", detail: "Invalid input: expected string, received number" },
    ],
  });
});

test("an error of the domain is the problem that the service makes of it", async () => {
  const { NoteLockedError } = require("../example/http/routes");
  deeds.set("tea", () => Promise.reject(new NoteLockedError("tea is locked")));
  expect(await request("GET", "/notes/tea")).toMatchObject({
    status: 409,
    json: { type: "/problems/note-locked", detail: "tea is locked" },
    headers: { "x-correlation-id": expect.any(String) },
  });
});

test("any other error is logged with its stack, and not shown", async () => {
  deeds.set("tea", () => Promise.reject(new Error("secret of the house")));
  const { status, json, lines } = await request("GET", "/notes/tea");
  expect({ status, json }).toMatchObject({ status: 500, json: { type: "/problems/internal" } });
  expect(JSON.stringify(json)).not.toContain("secret");
  expect(errorsOf(lines)).toEqual([
    expect.objectContaining({
      message: "request failed",
      method: "GET",
      path: "/notes/tea",
      error: expect.objectContaining({ stack: expect.stringContaining("secret of the house") }),
    }),
  ]);
});

test.each([["a string"], [null], [undefined], [7], [{ code: "E" }]])(
  "%p that is thrown, or the reason of a rejection, in a handler, in middleware or while routes are made, is a problem and logged",
  async (thrown) => {
    const fail = (): never => {
      throw thrown;
    };
    const middleware = new Hono().use(fail).get("/", (context) => context.text(""));
    const own = new Hono().get("/", fail);
    own.onError((_, context) => context.text("only errors come here"));
    const rejecting = new Hono().get("/", () => Promise.reject(thrown));
    for (const routes of [() => middleware, () => own, () => rejecting, fail]) {
      const of = defineService({ name: "example", http: async () => ({ routes }) });
      const { status, headers, json, lines } = await request("GET", "/", { of });
      expect({ status, headers, json }).toMatchObject({
        status: 500,
        headers: { "content-type": "application/problem+json", "x-correlation-id": expect.any(String) },
        json: { type: "/problems/internal" },
      });
      const [line, ...rest] = errorsOf(lines);
      expect(rest).toEqual([]);
      expect(line).toMatchObject({ message: "request failed", method: "GET", path: "/" });
      expect(line?.error).toMatchObject({
        message: expect.stringMatching(/ was thrown, and no Error$/),
        stack: expect.any(String),
        ...(thrown !== undefined && { cause: thrown }),
      });
    }
  },
);

/** Runs something with a DynamoDB client whose other end is this server. */
async function withDependency<T>(server: Server, run: (client: DynamoDBClient) => Promise<T>): Promise<T> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: "eu-west-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  try {
    return await run(client);
  } finally {
    client.destroy();
    server.close();
  }
}

test("a dependency that throttles is 503 with Retry-After", async () => {
  const body = JSON.stringify({
    __type: "com.amazonaws.dynamodb.v20120810#ThrottlingException",
    message: "slow down",
  });
  const server = createServer((socket) =>
    socket.once("data", () =>
      socket.end(
        `HTTP/1.1 400 Bad Request\r\ncontent-type: application/x-amz-json-1.0\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
      ),
    ),
  );
  await withDependency(server, async (client) => {
    deeds.set("tea", async () => void (await client.send(new ListTablesCommand())));
    const answer = await request("GET", "/notes/tea");
    expect(answer).toMatchObject({
      status: 503,
      headers: { "retry-after": "1" },
      json: { type: "/problems/dependency-unavailable" },
    });
    expect(errorsOf(answer.lines)).toEqual([expect.objectContaining({ dependency: "throttled" })]);
  });
});

test.each([
  ["heeds", true],
  ["ignores", false],
])(
  "a dependency that hangs is 504 before the function's time is over, if the handler %s the signal",
  async (_, heeds) => {
    const sockets: { destroy(): void }[] = [];
    const server = createServer((socket) => sockets.push(socket));
    await withDependency(server, async (client) => {
      deeds.set("tea", async (signal) => {
        await client.send(new ListTablesCommand(), heeds ? { abortSignal: signal } : {});
      });
      const answer = await request("GET", "/notes/tea", { timeoutMs: 400 });
      expect(answer).toMatchObject({ status: 504, json: { type: "/problems/dependency-timeout" } });
      expect(answer.headers["x-correlation-id"]).toEqual(expect.any(String));
      expect(errorsOf(answer.lines)).toEqual([expect.objectContaining({ dependency: "timeout" })]);
      for (const socket of sockets) socket.destroy();
    });
  },
);

test("missing environment variables are 500 without their names, which the log has; the next request tries again", async () => {
  const of = defineService({
    name: "example",
    variables: z.object({ FIRST_OF_TWO: z.string(), SECOND_OF_TWO: z.string() }),
    http: async () => ({
      routes: ({ variables }) => new Hono().get("/", (context) => context.json(variables)),
    }),
  });
  const { status, json, lines } = await request("GET", "/", { of });
  expect({ status, json }).toMatchObject({ status: 500, json: { type: "/problems/internal" } });
  expect(JSON.stringify(json)).not.toContain("OF_TWO");
  expect(JSON.stringify(errorsOf(lines))).toContain(
    "environment variables of example are missing or not valid: FIRST_OF_TWO is missing; SECOND_OF_TWO is missing; stack.ts sets them",
  );

  Object.assign(process.env, { FIRST_OF_TWO: "1", SECOND_OF_TWO: "2" });
  const answer = await request("GET", "/", { of });
  expect(answer).toMatchObject({ status: 200, json: { FIRST_OF_TWO: "1", SECOND_OF_TWO: "2" } });
});

test("a service without routes refuses a request, and counts it", async () => {
  const of = defineService({ name: "example" });
  await expect(of(httpEvent("GET", "/"), lambdaContext("local-example"))).rejects.toThrow(
    "example was invoked by the http API, and of this kind it handles none",
  );
});
