import type { IncomingMessage } from "node:http";
import { ACCOUNT_ID } from "../protocol/account-id";
import { emptyRecord } from "../protocol/property";
import { eventBody } from "./event-body";
import type { RequestTarget } from "./request-target";

/** What the listener knows of a request when it calls a function. */
export interface GatewayRequest extends RequestTarget {
  readonly apiId: string;
  readonly stage: string;
  readonly routeKey: string;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly method: string;
  readonly httpVersion: string;
  /** Names and values alternating, as `IncomingMessage.rawHeaders`. */
  readonly rawHeaders: IncomingMessage["rawHeaders"];
  readonly body: Buffer;
  readonly sourceIp: string;
  readonly port: number;
  readonly requestId: string;
  /** The caller's, else a new one. */
  readonly traceHeader: string;
  readonly time: Date;
}

/**
 * The event of a Lambda proxy integration, payload format 2.0.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function proxyEvent(request: GatewayRequest): object {
  const { headers, cookies } = splitHeaders(request);
  const host = headers.host ?? "";
  const { path } = request;
  return {
    version: "2.0",
    routeKey: request.routeKey,
    // Not raw in spite of its name.
    rawPath: path,
    rawQueryString: request.rawQueryString,
    ...(cookies.length > 0 && { cookies }),
    headers,
    ...(request.rawQueryString !== "" && { queryStringParameters: joinedQuery(request.rawQueryString) }),
    requestContext: {
      accountId: ACCOUNT_ID,
      apiId: request.apiId,
      domainName: host.replace(/:\d+$/, ""),
      domainPrefix: request.apiId,
      http: {
        method: request.method,
        path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.sourceIp,
        userAgent: headers["user-agent"] ?? "",
      },
      requestId: request.requestId,
      routeKey: request.routeKey,
      stage: request.stage,
      time: commonLogTime(request.time),
      timeEpoch: request.time.getTime(),
    },
    ...(Object.keys(request.pathParameters).length > 0 && { pathParameters: request.pathParameters }),
    ...eventBody(request.body, headers),
  };
}

/** Names in lower case, values of one name joined by commas, without cookies, with the headers that a gateway adds. */
function splitHeaders(request: GatewayRequest): { headers: Record<string, string>; cookies: string[] } {
  const headers = emptyRecord<string>();
  const cookies: string[] = [];
  for (let index = 0; index + 1 < request.rawHeaders.length; index += 2) {
    const name = (request.rawHeaders[index] as string).toLowerCase();
    const value = request.rawHeaders[index + 1] as string;
    if (name === "cookie") cookies.push(...value.split(/;\s*/).filter((cookie) => cookie !== ""));
    else if (!HOP_BY_HOP.has(name))
      headers[name] = headers[name] === undefined ? value : `${headers[name]},${value}`;
  }
  headers["x-forwarded-for"] =
    headers["x-forwarded-for"] === undefined
      ? request.sourceIp
      : `${headers["x-forwarded-for"]}, ${request.sourceIp}`;
  headers["x-forwarded-port"] = String(request.port);
  headers["x-forwarded-proto"] = "http";
  headers["x-amzn-trace-id"] = request.traceHeader;
  // A chunked body is passed on in one piece.
  headers["content-length"] = String(request.body.length);
  return { headers, cookies };
}

/** Concern one connection, and end with it (RFC 9110, section 7.6.1). */
const HOP_BY_HOP = new Set([
  "connection",
  "keep-alive",
  "transfer-encoding",
  "te",
  "trailer",
  "upgrade",
  "expect",
]);

function joinedQuery(rawQueryString: string): Record<string, string> {
  const joined = emptyRecord<string>();
  for (const [name, value] of new URLSearchParams(rawQueryString)) {
    joined[name] = joined[name] === undefined ? value : `${joined[name]},${value}`;
  }
  return joined;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `12/Mar/2020:19:03:58 +0000` */
function commonLogTime(time: Date): string {
  const [date = "", clock = ""] = time.toISOString().split("T");
  const [year, , day] = date.split("-");
  return `${day}/${MONTHS[time.getUTCMonth()]}/${year}:${clock.slice(0, 8)} +0000`;
}
