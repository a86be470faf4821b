import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { ACCOUNT, TIME } from "./names";

/** An HTTP request. */
export interface SampleRequest {
  /** Text and bytes as they are, anything else as JSON with the media type for it. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
}

/**
 * A request as API Gateway's HTTP API sends it with payload format 2.0; a function URL's looks the same
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html).
 *
 * @param path percent-decoded, as HTTP APIs deliver it
 */
export function httpEvent(
  method: string,
  path: string,
  { body, headers = {}, query = {} }: SampleRequest = {},
): APIGatewayProxyEventV2 {
  const isBinary = body instanceof Uint8Array;
  const isJson = !isBinary && body !== undefined && typeof body !== "string";
  const text = isBinary ? Buffer.from(body).toString("base64") : textOf(body);
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: path,
    rawQueryString: new URLSearchParams(query).toString(),
    headers: {
      host: "api.example",
      ...(isJson && { "content-type": "application/json" }),
      // API Gateway sends names in lower case.
      ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    },
    ...(text !== undefined && { body: text }),
    isBase64Encoded: isBinary,
    requestContext: {
      accountId: ACCOUNT,
      apiId: "api",
      domainName: "api.example",
      domainPrefix: "api",
      http: { method, path, protocol: "HTTP/1.1", sourceIp: "127.0.0.1", userAgent: "sample" },
      requestId: "request",
      routeKey: "$default",
      stage: "$default",
      time: "01/Jan/2026:00:00:00 +0000",
      timeEpoch: Date.parse(TIME),
    },
  };
}

function textOf(body: unknown): string | undefined {
  return body === undefined || typeof body === "string" ? body : JSON.stringify(body);
}
