import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { pathOf } from "./path";
import { Problem } from "./problem";

/**
 * The request that an event of payload format 2.0 describes, as the client sent it as far as that is known
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html). The query arrives as it
 * was sent, cookies as a list, and headers of one name in one value, joined by commas. A body of GET or HEAD, which means nothing
 * (RFC 9110, section 9.3.1) and which `Request` refuses, is left out.
 *
 * @throws Problem 400 for a path with dot segments, and for what `Request` refuses, as the method TRACE
 */
export function requestOf(event: APIGatewayProxyEventV2): Request {
  const { domainName, http } = event.requestContext;
  const query = event.rawQueryString && `?${event.rawQueryString.replaceAll("#", "%23")}`;
  const url = `https://${domainName || "localhost"}${pathOf(event)}${query}`;
  const body = http.method === "GET" || http.method === "HEAD" ? undefined : bodyOf(event);
  try {
    return new Request(url, { method: http.method, headers: headersOf(event, body), body: body ?? null });
  } catch {
    throw new Problem(
      400,
      "malformed-request",
      "The request is malformed",
      "the method, or the name or value of a header, is not allowed",
    );
  }
}

function bodyOf({ body, isBase64Encoded }: APIGatewayProxyEventV2): Uint8Array<ArrayBuffer> | undefined {
  return body ? Buffer.from(body, isBase64Encoded ? "base64" : "utf8") : undefined;
}

function headersOf({ headers, cookies }: APIGatewayProxyEventV2, body: Uint8Array | undefined): Headers {
  const result = new Headers();
  for (const [name, value = ""] of Object.entries(headers)) result.set(name, bytesOf(value));
  // A function URL sends them in the headers, too.
  if (cookies) result.set("cookie", bytesOf(cookies.join("; ")));
  if (body) result.set("content-length", String(body.length));
  return result;
}

/** `Headers` takes a character for each byte. A value with others was read as UTF-8, and is put back into its bytes. */
function bytesOf(value: string): string {
  return /[^\0-\xff]/.test(value) ? Buffer.from(value).toString("latin1") : value;
}
