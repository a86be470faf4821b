import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { ACCOUNT_ID } from "../protocol/account-id";
import { readBody } from "../protocol/body";
import { AwsError } from "../protocol/error";
import { property } from "../protocol/property";
import { allowsService } from "../protocol/resource-policy";
import { newTraceId } from "../protocol/trace-header";
import { accessLogLine, type WriteAccessLog } from "./access-log";
import type { AnsweredRequest } from "./answered-request";
import { type CorsRequest, isPreflight, preflightHeaders, withCors } from "./cors";
import { proxyEvent } from "./event";
import { type Functions, functionArnOf } from "./functions";
import type { ApiRecord, Integration, Stage } from "./model";
import { requestTarget } from "./request-target";
import { type GatewayResponse, gatewayMessage, INTERNAL_SERVER_ERROR, interpretResult } from "./response";
import { matchRoute } from "./route-match";
import type { Throttles } from "./throttles";

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const PAYLOAD_LIMIT = 10 * 1024 * 1024;
const DEFAULT_TIMEOUT_MS = 30_000;

/** What an API calls and keeps while it answers. */
export interface Backend {
  readonly functions: Functions;
  readonly throttles: Throttles;
  readonly writeAccessLog: WriteAccessLog;
  /** Called with each request that was answered. */
  readonly observe: (request: AnsweredRequest) => void;
}

/** What is learned about a request while it is answered. */
interface Passage {
  stage?: Stage;
  routeKey?: string;
  integrationLatency?: number;
}

/** Answers one request to an API: stage, CORS, route, limits, permission, function, in API Gateway's order. */
export async function answerRequest(
  record: ApiRecord,
  backend: Backend,
  incoming: IncomingMessage,
): Promise<GatewayResponse> {
  const { headers, method = "GET" } = incoming;
  const cors: CorsRequest = {
    method,
    origin: headers.origin,
    requestMethod: headers["access-control-request-method"],
  };
  const configuration = record.api.CorsConfiguration;
  if (configuration !== undefined && isPreflight(configuration, cors)) {
    return { status: 204, headers: preflightHeaders(configuration, cors), body: Buffer.alloc(0) };
  }
  const requestId = randomUUID();
  const time = new Date();
  const started = performance.now();
  const passage: Passage = {};
  const response = await route(record, backend, incoming, { method, requestId, time }, passage);
  const { AccessLogSettings, StageName = "" } = passage.stage ?? {};
  const latency = performance.now() - started;
  backend.observe({
    apiId: record.api.ApiId,
    stage: StageName,
    status: response.status,
    time: time.getTime(),
    latency,
    integrationLatency: passage.integrationLatency,
  });
  if (AccessLogSettings !== undefined) {
    const line = accessLogLine(AccessLogSettings.Format, {
      apiId: record.api.ApiId,
      stage: StageName,
      requestId,
      time,
      method,
      path: pathOf(incoming),
      httpVersion: incoming.httpVersion,
      sourceIp: sourceIpOf(incoming),
      userAgent: headers["user-agent"] ?? "",
      routeKey: passage.routeKey,
      status: response.status,
      responseLength: response.body.length,
      responseLatency: Math.round(latency),
      integrationLatency: passage.integrationLatency,
    });
    backend.writeAccessLog(AccessLogSettings.DestinationArn, line, time);
  }
  return {
    ...response,
    headers: [...withCors(response.headers, configuration, cors.origin), ["apigw-requestid", requestId]],
  };
}

async function route(
  record: ApiRecord,
  { functions, throttles }: Backend,
  incoming: IncomingMessage,
  { method, requestId, time }: { readonly method: string; readonly requestId: string; readonly time: Date },
  passage: Passage,
): Promise<GatewayResponse> {
  const { path, rawQueryString } = requestTarget(incoming.url ?? "/");
  const staged = stageOf(record, path);
  if (staged === undefined) return gatewayMessage(404, "Not Found");
  const { stage, rest } = staged;
  passage.stage = stage;
  const match = matchRoute(Object.values(record.routes), method, rest);
  if (match === undefined) return gatewayMessage(404, "Not Found");
  const { RouteKey } = match.route;
  passage.routeKey = RouteKey;
  if (!throttles.admits(record.api.ApiId, stage, RouteKey)) return gatewayMessage(429, "Too Many Requests");
  const integration = property(record.integrations, match.route.Target.slice("integrations/".length));
  if (integration === undefined) return INTERNAL_SERVER_ERROR;
  const body = await payload(incoming);
  if (body === undefined) return gatewayMessage(413, "Request Entity Too Large");
  // HTTP APIs pass the header on and record nothing themselves.
  const traceHeader = [incoming.headers["x-amzn-trace-id"]].flat()[0] ?? `Root=${newTraceId(time.getTime())}`;
  const event = proxyEvent({
    apiId: record.api.ApiId,
    stage: stage.StageName,
    routeKey: RouteKey,
    pathParameters: match.pathParameters,
    method,
    path,
    rawQueryString,
    httpVersion: incoming.httpVersion,
    rawHeaders: incoming.rawHeaders,
    body,
    sourceIp: sourceIpOf(incoming),
    port: (incoming.socket.address() as AddressInfo).port,
    requestId,
    traceHeader,
    time,
  });
  const resource = RouteKey.replace(" ", "");
  const sourceArn = `arn:aws:execute-api:us-east-1:${ACCOUNT_ID}:${record.api.ApiId}/${stage.StageName}/${resource}`;
  const called = performance.now();
  const response = await callFunction(functions, integration, sourceArn, event, traceHeader);
  passage.integrationLatency = Math.round(performance.now() - called);
  return response;
}

function pathOf({ url = "/" }: IncomingMessage): string {
  return url.split("?", 1)[0] ?? "/";
}

function sourceIpOf({ socket }: IncomingMessage): string {
  return socket.remoteAddress ?? "127.0.0.1";
}

/** A stage is named by the first segment of the path; without such a stage, `$default` takes the whole path. */
function stageOf(record: ApiRecord, path: string): { stage: Stage; rest: string } | undefined {
  const first = path.split("/")[1] ?? "";
  const named = first === "$default" ? undefined : property(record.stages, first);
  if (named !== undefined) return { stage: named, rest: path.slice(first.length + 1) || "/" };
  const stage = record.stages.$default;
  return stage && { stage, rest: path };
}

async function payload(incoming: IncomingMessage): Promise<Buffer | undefined> {
  try {
    return await readBody(incoming, PAYLOAD_LIMIT);
  } catch (error) {
    if (error instanceof AwsError) return undefined;
    throw error;
  }
}

async function callFunction(
  functions: Functions,
  integration: Integration,
  sourceArn: string,
  event: object,
  traceHeader: string,
): Promise<GatewayResponse> {
  const functionArn = functionArnOf(integration.IntegrationUri);
  if (functionArn === undefined) return INTERNAL_SERVER_ERROR;
  const access = { principal: "apigateway.amazonaws.com", action: "lambda:InvokeFunction", sourceArn };
  if (!allowsService(await functions.policy(functionArn), access)) return INTERNAL_SERVER_ERROR;
  const timeout = integration.TimeoutInMillis ?? DEFAULT_TIMEOUT_MS;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"late">((resolve) => {
    timer = setTimeout(() => resolve("late"), timeout);
  });
  try {
    const result = await Promise.race([functions.invoke(functionArn, event, traceHeader), late]);
    if (result === "late") return gatewayMessage(503, "Service Unavailable");
    return result.functionError === undefined ? interpretResult(result.payload) : INTERNAL_SERVER_ERROR;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    if (error.status === 413) return gatewayMessage(413, "Request Entity Too Large");
    return error.status === 429 ? gatewayMessage(503, "Service Unavailable") : INTERNAL_SERVER_ERROR;
  } finally {
    clearTimeout(timer);
  }
}
