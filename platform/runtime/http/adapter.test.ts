import { expect, test } from "@jest/globals";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import fc from "fast-check";
import { type Context, Hono } from "hono";
import { defineService } from "../define-service";
import { type Line, withOutput } from "../example/output";
import { httpEvent } from "../testing/http-event";
import { lambdaContext } from "../testing/lambda-context";

type Answer = APIGatewayProxyStructuredResultV2 & { readonly lines: readonly Line[] };

/** The answer of an app to an event. */
async function answer(app: Hono, event: APIGatewayProxyEventV2): Promise<Answer> {
  const service = defineService({ name: "example", http: async () => ({ routes: () => app }) });
  const { result, lines } = await withOutput(() => service(event, lambdaContext("local-example")));
  return { ...(result as APIGatewayProxyStructuredResultV2), lines };
}

/** What an app sees of an event, by a route for everything. */
async function seen<T>(event: APIGatewayProxyEventV2, look: (context: Context) => T): Promise<Awaited<T>> {
  const app = new Hono();
  const found: Awaited<T>[] = [];
  app.all("*", async (context) => {
    found.push(await look(context));
    return context.body(null, 204);
  });
  const { body } = await answer(app, event);
  if (found.length === 0) throw new Error(`the app was not asked: ${body}`);
  return found[0] as Awaited<T>;
}

const functionUrl = (event: APIGatewayProxyEventV2): APIGatewayProxyEventV2 => ({
  ...event,
  requestContext: { ...event.requestContext, domainName: "id.lambda-url.eu-west-1.on.aws" },
});

/** Segments as a client means them, with what is special in URLs and in their encoding. */
const segment = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom(..."?#%&=+.:@\\;,~ '\"<>", "%25", "%2F", "%3f", "\n"),
      fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }),
    ),
    minLength: 1,
  })
  .filter((text) => !text.includes("/") && !/^\.\.?$/.test(text) && text.isWellFormed());
const segments = fc.array(segment, { minLength: 1, maxLength: 4 });

test("the app sees the segments that the client meant, from an HTTP API that decoded them and from a function URL that did not", async () => {
  const names = ["a", "b", "c", "d"];
  await fc.assert(
    fc.asyncProperty(segments, async (texts) => {
      const path = names.slice(0, texts.length);
      const look = async (event: APIGatewayProxyEventV2) => {
        const app = new Hono();
        let params: object | undefined;
        app.get(`/${path.map((name) => `:${name}`).join("/")}`, (context) => {
          params = context.req.param();
          return context.text(new URL(context.req.url).search);
        });
        const { body } = await answer(app, event);
        return { params, body };
      };
      const query = { q: texts.join() };
      const expected = {
        params: Object.fromEntries(path.map((name, index) => [name, texts[index]])),
        body: `?${new URLSearchParams(query)}`,
      };
      const encoded = texts.map(encodeURIComponent);
      expect(await look(httpEvent("GET", `/${texts.join("/")}`, { query }))).toEqual(expected);
      expect(await look(functionUrl(httpEvent("GET", `/${encoded.join("/")}`, { query })))).toEqual(expected);
    }),
  );
});

test.each([
  ["/a b", "/a%20b"],
  ["/users/@me;v=1,2:(x)!$&'*+", "/users/@me;v=1,2:(x)!$&'*+"],
  ["//evil.example/x", "//evil.example/x"],
  ["/a//b/", "/a//b/"],
  ["/a\\..\\admin", "/a%5C..%5Cadmin"],
  ["/notes?admin=1#x", "/notes%3Fadmin=1%23x"],
  ["/%2e%2e/admin", "/%252e%252e/admin"],
])("the decoded path %s is %s in the app's URL", async (rawPath, pathname) => {
  expect(await seen(httpEvent("GET", rawPath), ({ req }) => req.url)).toBe(`https://api.example${pathname}`);
});

test.each(["/public/../admin", "/./admin", "/public/..", "/.."])(
  "the path %s, which the gateway may have let through as another, is a problem",
  async (rawPath) => {
    for (const event of [
      httpEvent("GET", rawPath),
      functionUrl(httpEvent("GET", rawPath.replaceAll(".", "%2E"))),
    ]) {
      const { statusCode, headers, body = "", lines } = await answer(new Hono(), event);
      expect([statusCode, JSON.parse(body).type]).toEqual([400, "/problems/malformed-path"]);
      expect(headers).toMatchObject({ "x-correlation-id": expect.any(String) });
      expect(lines.filter(({ level }) => level === "ERROR")).toEqual([]);
    }
  },
);

test("the query is the client's, and headers have all their values", async () => {
  const event: APIGatewayProxyEventV2 = {
    ...httpEvent("GET", "/"),
    rawQueryString: "?a=1&a=2&b=%23%26+x&c",
    cookies: ["a=1", "b=2; 3"],
    headers: { host: "api.example", "x-many": "one,two", "x-empty": "", "x-latin": "é", "x-wide": "日本" },
  };
  const look = ({ req }: Context) => [req.url, req.queries("a"), req.query("b"), req.header()];
  expect(await seen(event, look)).toEqual([
    "https://api.example/??a=1&a=2&b=%23%26+x&c",
    ["2"],
    "#& x",
    {
      cookie: "a=1; b=2; 3",
      host: "api.example",
      "x-many": "one,two",
      "x-empty": "",
      "x-latin": "é",
      "x-wide": Buffer.from("日本").toString("latin1"),
    },
  ]);
});

test("a body of GET is left out, and what is no request is a problem", async () => {
  const event = httpEvent("GET", "/", { body: "x" });
  expect(await seen(event, ({ req }) => req.text())).toBe("");
  const { statusCode, body = "" } = await answer(new Hono(), httpEvent("TRACE", "/"));
  expect([statusCode, JSON.parse(body).type]).toEqual([400, "/problems/malformed-request"]);
});

const bytes = fc.oneof(
  fc.uint8Array(),
  fc.string({ unit: "binary" }).map((text) => new Uint8Array(Buffer.from(text))),
  fc.constantFrom(Buffer.from("é", "latin1"), Buffer.from("\ufeff{}"), Buffer.from([0, 255])),
);
const type = fc.constantFrom(
  ...[undefined, "text/plain", "text/plain; charset=iso-8859-1", 'text/html;charset="UTF-8"', "image/png"],
  ...["application/json", "application/problem+json; charset=utf-8", "application/octet-stream", "strange"],
);

test("bytes of any type come to the app and back as they are", async () => {
  const app = new Hono();
  app.post("/", async ({ req }) => {
    const sent = req.header("content-type");
    return new Response(await req.arrayBuffer(), { headers: sent ? { "content-type": sent } : {} });
  });
  await fc.assert(
    fc.asyncProperty(bytes, type, async (sent, contentType) => {
      const headers: Record<string, string> = contentType ? { "content-type": contentType } : {};
      const result = await answer(app, httpEvent("POST", "/", { body: sent, headers }));
      expect(result.headers?.["content-type"]).toBe(contentType);
      const { body = "", isBase64Encoded } = result;
      expect(Buffer.from(body, isBase64Encoded ? "base64" : "utf8").equals(sent)).toBe(true);
    }),
  );
});

test("a compressed body is in base64, and cookies are a list", async () => {
  const app = new Hono();
  app.get("/", () => {
    const response = new Response("x", { headers: { "content-encoding": "br", "x-a": "1" } });
    for (const cookie of ["a=1", "b=2"]) response.headers.append("set-cookie", cookie);
    return response;
  });
  expect(await answer(app, httpEvent("GET", "/"))).toMatchObject({
    isBase64Encoded: true,
    cookies: ["a=1", "b=2"],
    headers: { "x-a": "1", "content-encoding": "br" },
  });
});

test("text is text, so that an answer may be as large as Lambda allows", async () => {
  const app = new Hono();
  app.get("/", (context) => context.json({ a: "é" }));
  expect(await answer(app, httpEvent("GET", "/"))).toMatchObject({
    body: '{"a":"é"}',
    isBase64Encoded: false,
  });
});
