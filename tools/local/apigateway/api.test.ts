import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from "@jest/globals";
import fc from "fast-check";
import { AwsError } from "../protocol/error";
import { HttpApis } from "./api";
import type { Functions } from "./functions";

jest.setTimeout(60_000);

const FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:orders:live";
const POLICY = JSON.stringify({
  Statement: [
    { Effect: "Allow", Principal: { Service: "apigateway.amazonaws.com" }, Action: "lambda:InvokeFunction" },
  ],
});

type Event = Record<string, unknown> & { readonly headers: Record<string, string> };

/** Functions of this process; that they run elsewhere is Lambda's matter, and tested there. */
let handler: (event: Event) => unknown;
let policy: string | undefined;
const functions: Functions = {
  policy: async () => policy,
  async invoke(_arn, event) {
    try {
      return { payload: JSON.stringify((await handler(event as Event)) ?? null) };
    } catch (error) {
      if (error instanceof AwsError) throw error;
      return { payload: "{}", functionError: "Unhandled" };
    }
  },
};

const stateFolder = mkdtempSync(join(tmpdir(), "ferry-httpapi-"));
let apis: HttpApis;
let apiId: string;

/** Lines of access logs, each after the ARN of its log group. */
const accessLog: string[] = [];
const writeAccessLog = (arn: string, line: string): void => void accessLog.push(`${arn} ${line}`);

beforeAll(async () => {
  apis = await HttpApis.open({ stateFolder, functions, firstPort: 0, writeAccessLog });
});

beforeEach(async () => {
  handler = (event) => event;
  policy = POLICY;
  apiId = await deployed(apis, ["ANY /orders/{proxy+}", "GET /orders"]);
});

afterAll(async () => {
  await apis.close();
  rmSync(stateFolder, { recursive: true });
});

async function deployed(on: HttpApis, routeKeys: readonly string[], more: object = {}): Promise<string> {
  const { ApiId } = await on.createApi({ Name: "orders", ProtocolType: "HTTP", ...more });
  on.createStage(ApiId, { StageName: "$default", AutoDeploy: true });
  const { IntegrationId } = on.createIntegration(ApiId, {
    IntegrationType: "AWS_PROXY",
    IntegrationUri: FUNCTION,
    PayloadFormatVersion: "2.0",
  });
  for (const RouteKey of routeKeys)
    on.createRoute(ApiId, { RouteKey, Target: `integrations/${IntegrationId}` });
  return ApiId;
}

interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

interface Sent {
  readonly method?: string;
  readonly headers?: Record<string, string | string[]>;
  readonly body?: string | Buffer;
}

function send(path: string, { method = "GET", headers = {}, body }: Sent = {}, id = apiId): Promise<Answer> {
  return new Promise((resolve, reject) => {
    // The path as an option: in a URL it would lose what the client encoded.
    const outgoing = request(apis.getApi(id).ApiEndpoint, { path, method, headers }, (response) => {
      buffer(response).then(
        (bytes) => resolve({ status: response.statusCode, headers: response.headers, body: bytes }),
        reject,
      );
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

async function eventOf(path: string, sent?: Sent): Promise<Event> {
  return await eventOfOn(apiId, path, sent);
}

async function eventOfOn(id: string, path: string, sent?: Sent): Promise<Event> {
  return JSON.parse((await send(path, sent, id)).body.toString()) as Event;
}

const message = (text: string): Buffer => Buffer.from(JSON.stringify({ message: text }));

describe("settings of a stage", () => {
  const GROUP = "arn:aws:logs:us-east-1:000000000000:log-group:/aws/vendedlogs/orders";
  const stage = { StageName: "$default", AutoDeploy: true };

  test("an access log has a line for each request, with what is known of it", async () => {
    const Format =
      "$context.httpMethod $context.path $context.routeKey $context.status $context.integrationLatency $context.requestId";
    apis.updateStage(apiId, "$default", { ...stage, AccessLogSettings: { DestinationArn: GROUP, Format } });
    accessLog.length = 0;
    handler = () => ({ statusCode: 201 });
    const answers = [
      await send("/orders?secret=1", { method: "GET" }),
      await send("/elsewhere", { method: "POST" }),
    ];
    const ids = answers.map(({ headers }) => headers["apigw-requestid"]);
    expect(accessLog.map((line) => line.replace(/ \d+ (?=[0-9a-f-]{36}$)/, " <ms> "))).toEqual([
      `${GROUP} GET /orders GET /orders 201 <ms> ${ids[0]}`,
      `${GROUP} POST /elsewhere - 404 - ${ids[1]}`,
    ]);
  });

  test("more requests than the burst are refused, for each route by itself", async () => {
    // So slow that no token comes back while the test runs.
    const DefaultRouteSettings = { ThrottlingRateLimit: 0.000_001, ThrottlingBurstLimit: 2 };
    apis.updateStage(apiId, "$default", { ...stage, DefaultRouteSettings });
    const statuses: (number | undefined)[] = [];
    for (const path of ["/orders", "/orders", "/orders", "/orders/1"])
      statuses.push((await send(path)).status);
    expect(statuses).toEqual([200, 200, 429, 200]);
    expect((await send("/orders")).body).toEqual(message("Too Many Requests"));
    apis.updateStage(apiId, "$default", stage);
    expect((await send("/orders")).status).toBe(200);
  });

  test.each([
    [
      { AccessLogSettings: { DestinationArn: GROUP, Format: "$context.path" } },
      /^AccessLogSettings.Format: /,
    ],
    [
      { AccessLogSettings: { DestinationArn: "x", Format: "$context.requestId" } },
      /DestinationArn: must be the ARN of a log group/,
    ],
    [{ DefaultRouteSettings: { DetailedMetricsEnabled: true } }, /DetailedMetricsEnabled/],
  ])("%j is refused", (settings, message) => {
    expect(() => apis.updateStage(apiId, "$default", { ...stage, ...settings })).toThrow(message);
  });
});

describe("the event", () => {
  test("has payload format 2.0", async () => {
    const event = await eventOf("/orders/a%20b/c?x=1&x=2&y=%C3%BC+z", {
      method: "PUT",
      headers: {
        "X-Custom": ["one", "two"],
        Cookie: "a=1; b=2",
        "content-type": "application/json",
        "user-agent": "test",
      },
      body: '{"ü":1}',
    });
    const { port } = new URL(apis.getApi(apiId).ApiEndpoint);
    expect(event).toEqual({
      version: "2.0",
      routeKey: "ANY /orders/{proxy+}",
      rawPath: "/orders/a b/c",
      rawQueryString: "x=1&x=2&y=%C3%BC+z",
      cookies: ["a=1", "b=2"],
      headers: {
        host: `127.0.0.1:${port}`,
        "x-custom": "one,two",
        "content-type": "application/json",
        "content-length": "8",
        "user-agent": "test",
        "x-forwarded-for": "127.0.0.1",
        "x-forwarded-port": port,
        "x-forwarded-proto": "http",
        "x-amzn-trace-id": expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
      },
      queryStringParameters: { x: "1,2", y: "ü z" },
      requestContext: {
        accountId: "000000000000",
        apiId,
        domainName: "127.0.0.1",
        domainPrefix: apiId,
        http: {
          method: "PUT",
          path: "/orders/a b/c",
          protocol: "HTTP/1.1",
          sourceIp: "127.0.0.1",
          userAgent: "test",
        },
        requestId: expect.any(String),
        routeKey: "ANY /orders/{proxy+}",
        stage: "$default",
        time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
        timeEpoch: expect.any(Number),
      },
      pathParameters: { proxy: "a b/c" },
      body: '{"ü":1}',
      isBase64Encoded: false,
    });
  });

  test("leaves out what is not there", async () => {
    const event = await eventOf("/orders");
    for (const absent of ["cookies", "queryStringParameters", "pathParameters", "body"]) {
      expect(event).not.toHaveProperty(absent);
    }
  });

  test.each([
    ["application/json", "{}", false],
    ["application/json; charset=utf-8", "{}", false],
    ["application/xml", "<a/>", false],
    ["application/javascript", "1", false],
    ["text/plain", "x", false],
    ["text/html;charset=UTF-8", "é", false],
    ["text/plain; charset=iso-8859-1", "x", true],
    ["application/problem+json", "{}", true],
    ["application/jsonp", "x", true],
    [undefined, "x", true],
    ["application/x-www-form-urlencoded", "a=1", true],
    ["application/octet-stream", "x", true],
    ["text/plain", Buffer.from([0xff]), true],
  ])("has a body of type %s in base64 where API Gateway does", async (type, body, isBase64Encoded) => {
    const headers: Record<string, string> = type ? { "content-type": type } : {};
    const event = await eventOf("/orders/x", { method: "POST", headers, body });
    expect(event.isBase64Encoded).toBe(isBase64Encoded);
    expect(Buffer.from(event.body as string, isBase64Encoded ? "base64" : "utf8")).toEqual(Buffer.from(body));
  });

  test.each([
    ["/orders/a%2Fb", "/orders/a/b", "a/b"],
    ["/orders/a%23b%25%2541?x=%23", "/orders/a#b%%41", "a#b%%41"],
    ["/orders/a%3Fb/c?x=%23", "/orders/a", "a"],
    ["/orders/%2e%2e/x//y", "/orders/../x//y", "../x//y"],
    ["/%6frders/%zz", "/%6frders/%zz", undefined],
    ["/%6frders/z", "/orders/z", "z"],
  ])("of the path %s has %s, by which the route was chosen", async (path, rawPath, proxy) => {
    if (proxy === undefined) expect((await send(path)).status).toBe(404);
    else expect(await eventOf(path)).toMatchObject({ rawPath, pathParameters: { proxy } });
  });

  test("and the answer have the bytes that were sent, whatever their type", async () => {
    handler = ({ body, isBase64Encoded, headers: { "content-type": type = "" } }) => ({
      statusCode: 200,
      headers: { "content-type": type },
      body,
      isBase64Encoded,
    });
    const type = fc.constantFrom(
      ...["", "text/plain", "text/plain; charset=iso-8859-1", "application/json", "image/png", "strange"],
    );
    const bytes = fc.oneof(
      fc.uint8Array({ minLength: 1 }),
      fc.string({ minLength: 1 }).map((text) => Buffer.from(text)),
    );
    await fc.assert(
      fc.asyncProperty(type, bytes, async (contentType, sent) => {
        const headers: Record<string, string> = contentType ? { "content-type": contentType } : {};
        const { body } = await send("/orders/x", { method: "POST", headers, body: Buffer.from(sent) });
        expect(body.equals(sent)).toBe(true);
      }),
    );
  });

  test("has the stage", async () => {
    apis.createStage(apiId, { StageName: "beta", AutoDeploy: true });
    const event = await eventOf("/beta/orders/1");
    expect(event).toMatchObject({
      rawPath: "/beta/orders/1",
      pathParameters: { proxy: "1" },
      requestContext: { stage: "beta" },
    });
  });
});

describe("the answer", () => {
  test("is what the function returns", async () => {
    handler = () => ({ statusCode: 418, headers: { "X-A": "b" }, cookies: ["a=1", "b=2"], body: "short" });
    const { status, headers, body } = await send("/orders");
    expect({ status, body: body.toString() }).toEqual({ status: 418, body: "short" });
    expect(headers).toMatchObject({ "x-a": "b", "set-cookie": ["a=1", "b=2"], "content-length": "5" });
    expect(headers["apigw-requestid"]).toEqual(expect.any(String));
  });

  test("is 404 without a route or a stage", async () => {
    expect(await send("/elsewhere")).toMatchObject({ status: 404, body: message("Not Found") });
    apis.deleteStage(apiId, "$default");
    expect(await send("/orders")).toMatchObject({ status: 404, body: message("Not Found") });
  });

  test("is 500 when the function fails, and when API Gateway may not call it", async () => {
    handler = () => {
      throw new Error("in the function");
    };
    expect(await send("/orders")).toMatchObject({ status: 500, body: message("Internal Server Error") });
    handler = () => ({ statusCode: 200 });
    policy = undefined;
    expect(await send("/orders")).toMatchObject({ status: 500, body: message("Internal Server Error") });
  });

  test("is 503 when the function is throttled or late", async () => {
    handler = () => {
      throw new AwsError("TooManyRequestsException", 429, "Rate Exceeded.");
    };
    expect(await send("/orders")).toMatchObject({ status: 503, body: message("Service Unavailable") });
    const [route] = apis.getRoutes(apiId);
    const integrationId = (route?.Target ?? "").slice("integrations/".length);
    const { IntegrationId: _, ...integration } = apis.getIntegration(apiId, integrationId);
    apis.updateIntegration(apiId, integrationId, { ...integration, TimeoutInMillis: 50 });
    handler = () => new Promise(() => {});
    expect(await send("/orders")).toMatchObject({ status: 503, body: message("Service Unavailable") });
  });

  test("is 413 for a payload over 10 MB", async () => {
    const body = Buffer.alloc(10 * 1024 * 1024 + 1);
    const answer = await send("/orders/x", { method: "POST", body });
    expect(answer).toMatchObject({ status: 413, body: message("Request Entity Too Large") });
  });

  test("to HEAD has no body", async () => {
    handler = () => ({ statusCode: 200, body: "long" });
    expect(await send("/orders/x", { method: "HEAD" })).toMatchObject({ status: 200, body: Buffer.alloc(0) });
  });

  test("is refused to a host name that is not this machine's", async () => {
    const { status } = await send("/orders", { headers: { host: "evil.example" } });
    expect(status).toBe(403);
  });
});

describe("CORS", () => {
  const CorsConfiguration = {
    AllowOrigins: ["https://shop.example", "http://*"],
    AllowMethods: ["GET", "POST"],
    AllowHeaders: ["Content-Type"],
    ExposeHeaders: ["X-Total"],
    MaxAge: 300,
    AllowCredentials: true,
  };

  test("is the API's where it is configured: preflights reach no function, and its headers replace the function's", async () => {
    const id = await deployed(apis, ["$default"], { CorsConfiguration });
    handler = () => ({ statusCode: 200, headers: { "Access-Control-Allow-Origin": "*", "X-Total": "1" } });
    const preflight = (origin: string) =>
      send("/", { method: "OPTIONS", headers: { origin, "access-control-request-method": "POST" } }, id);
    expect(await preflight("https://shop.example")).toMatchObject({
      status: 204,
      headers: {
        "access-control-allow-origin": "https://shop.example",
        "access-control-allow-methods": "GET,POST",
        "access-control-allow-headers": "content-type",
        "access-control-allow-credentials": "true",
        "access-control-max-age": "300",
      },
    });
    const denied = await preflight("https://evil.example");
    expect(denied.status).toBe(204);
    expect(denied.headers).not.toHaveProperty("access-control-allow-origin");
    const answer = await send("/", { headers: { origin: "http://localhost:5173" } }, id);
    expect(answer.headers).toMatchObject({
      "access-control-allow-origin": "http://localhost:5173",
      "access-control-expose-headers": "x-total",
    });
    const foreign = await send("/", { headers: { origin: "https://evil.example" } }, id);
    expect(foreign.headers).not.toHaveProperty("access-control-allow-origin");
  });

  test("is the function's matter where it is not configured", async () => {
    const id = await deployed(apis, ["$default"]);
    handler = (event) => ({
      statusCode: 200,
      headers: { "Access-Control-Allow-Origin": "*" },
      body: String((event.requestContext as { http: { method: string } }).http.method),
    });
    const headers = { origin: "http://x.example", "access-control-request-method": "GET" };
    const answer = await send("/", { method: "OPTIONS", headers }, id);
    expect(answer.body.toString()).toBe("OPTIONS");
    expect(answer.headers["access-control-allow-origin"]).toBe("*");
  });
});

describe("APIs", () => {
  test("keep their port over a restart, and get another when it is taken", async () => {
    const folder = mkdtempSync(join(tmpdir(), "ferry-httpapi-"));
    const options = { stateFolder: folder, functions, firstPort: 0 };
    const first = await HttpApis.open(options);
    const id = await deployed(first, ["$default"]);
    const { ApiEndpoint } = first.getApi(id);
    await first.close();

    const second = await HttpApis.open(options);
    expect(second.getApi(id).ApiEndpoint).toBe(ApiEndpoint);
    expect(second.getRoutes(id)).toHaveLength(1);
    await second.close();

    const other = createServer().listen(Number(new URL(ApiEndpoint).port), "127.0.0.1");
    await once(other, "listening");
    const third = await HttpApis.open(options);
    expect(third.getApi(id).ApiEndpoint).not.toBe(ApiEndpoint);
    await third.close();
    other.close();
    rmSync(folder, { recursive: true });
  });

  test("take the first free ports from the first on", async () => {
    const folder = mkdtempSync(join(tmpdir(), "ferry-httpapi-"));
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const firstPort = (other.address() as AddressInfo).port;
    const here = await HttpApis.open({ stateFolder: folder, functions, firstPort });
    const ports: number[] = [];
    for (let index = 0; index < 2; index += 1) {
      const { ApiEndpoint } = await here.createApi({ Name: "x", ProtocolType: "HTTP" });
      ports.push(Number(new URL(ApiEndpoint).port));
    }
    expect(ports[0]).toBeGreaterThan(firstPort);
    expect(ports[1]).toBeGreaterThan(ports[0] as number);
    await here.close();
    other.close();
    rmSync(folder, { recursive: true });
  });

  test("outlive an answer that cannot be written", async () => {
    const failed = { status: 500, body: message("Internal Server Error") };
    handler = () => ({ statusCode: 200, headers: { "x-a": "1\r\nx-b: 2" } });
    expect(await send("/orders")).toMatchObject(failed);
    handler = () => ({ statusCode: 200, body: "well" });
    expect((await send("/orders")).body.toString()).toBe("well");
    // Of the gateway's own headers the stack says what is in them.
    const CorsConfiguration = { AllowOrigins: ["*"], AllowMethods: ["GET\n"], ExposeHeaders: ["x-a\n"] };
    const own = await deployed(apis, ["GET /orders"], { CorsConfiguration });
    const headers = { origin: "http://x.example", "access-control-request-method": "GET" };
    expect(await send("/orders", { method: "OPTIONS", headers }, own)).toMatchObject(failed);
    expect(await send("/orders", { headers }, own)).toMatchObject(failed);
    expect((await send("/orders", {}, own)).body.toString()).toBe("well");
  });

  test("find no stage, and no value, by a name that every object has", async () => {
    const own = await deployed(apis, ["$default"]);
    for (const name of ["__proto__", "constructor", "toString"]) {
      const event = await eventOfOn(own, `/${name}/x?${name}=1&${name}=2`, { headers: { [name]: "3" } });
      expect(event).toMatchObject({
        routeKey: "$default",
        rawPath: `/${name}/x`,
        requestContext: { stage: "$default" },
      });
      expect(Object.entries(event.queryStringParameters as object)).toEqual([[name, "1,2"]]);
      expect(Object.entries(event.headers)).toContainEqual([name.toLowerCase(), "3"]);
    }
    apis.deleteStage(own, "$default");
    expect((await send("/__proto__/x", {}, own)).status).toBe(404);
    expect(() => apis.getStage(own, "constructor")).toThrow(AwsError);
    apis.createStage(own, { StageName: "constructor", AutoDeploy: true });
    expect((await eventOfOn(own, "/constructor/x")).requestContext).toMatchObject({ stage: "constructor" });
  });

  test("stop answering when they are deleted", async () => {
    const { ApiEndpoint } = apis.getApi(apiId);
    await apis.deleteApi(apiId);
    expect(() => apis.getApi(apiId)).toThrow(AwsError);
    const refused = new Promise((_resolve, reject) => request(ApiEndpoint).on("error", reject).end());
    await expect(refused).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });

  test("change while they are served", async () => {
    const [route] = apis.getRoutes(apiId).filter(({ RouteKey }) => RouteKey === "GET /orders");
    apis.updateRoute(apiId, route?.RouteId ?? "", { RouteKey: "GET /renamed", Target: route?.Target });
    expect((await send("/renamed")).status).toBe(200);
    expect((await send("/orders")).status).toBe(404);
    apis.deleteRoute(apiId, route?.RouteId ?? "");
    expect((await send("/renamed")).status).toBe(404);
  });

  test("refuse what they do not honour, by name", async () => {
    await expect(apis.createApi({ Name: "x", ProtocolType: "WEBSOCKET" })).rejects.toThrow(/^ProtocolType: /);
    await expect(apis.createApi({ Name: "x", ProtocolType: "HTTP", Target: "x" })).rejects.toThrow("Target");
    const { Target } = apis.getRoutes(apiId)[0] as { Target: string };
    for (const [input, problem] of [
      [{ RouteKey: "GET orders", Target }, /^RouteKey: must be/],
      [{ RouteKey: "GET /{a+}/b", Target }, /last segment/],
      [{ RouteKey: "GET /x", Target, AuthorizationType: "JWT" }, /^AuthorizationType: /],
      [{ RouteKey: "GET /orders", Target }, /already exists/],
      [{ RouteKey: "GET /x", Target: "integrations/none" }, /Integration identifier/],
    ] as const) {
      expect(() => apis.createRoute(apiId, input)).toThrow(problem);
    }
    expect(() => apis.createStage(apiId, { StageName: "x", AutoDeploy: false })).toThrow(/^AutoDeploy: /);
    const url = {
      IntegrationType: "AWS_PROXY",
      PayloadFormatVersion: "2.0",
      IntegrationUri: "https://x.example",
    };
    expect(() => apis.createIntegration(apiId, url)).toThrow("not the ARN of a Lambda function");
    expect(() => apis.deleteIntegration(apiId, Target.slice("integrations/".length))).toThrow("uses it");
  });
});
