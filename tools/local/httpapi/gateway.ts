import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { ACCOUNT_ID } from "../protocol/account-id";
import { AwsError } from "../protocol/error";
import { allowsService } from "../protocol/resource-policy";
import { newTraceId } from "../protocol/trace-header";
import { readBody } from "../server/body";
import { type CorsRequest, isPreflight, preflightHeaders, withCors } from "./cors";
import { proxyEvent } from "./event";
import { type Functions, functionArnOf } from "./functions";
import type { ApiRecord, Integration, Stage } from "./model";
import { type GatewayResponse, gatewayMessage, INTERNAL_SERVER_ERROR, interpretResult } from "./response";
import { matchRoute } from "./route-match";

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const PAYLOAD_LIMIT = 10 * 1024 * 1024;
const DEFAULT_TIMEOUT_MS = 30_000;

/** Answers one request to an API: stage, CORS, route, permission, function, in API Gateway's order. */
export async function answerRequest(
  record: ApiRecord,
  functions: Functions,
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
  const response = await route(record, functions, incoming, method, requestId);
  return {
    ...response,
    headers: [...withCors(response.headers, configuration, cors.origin), ["apigw-requestid", requestId]],
  };
}

async function route(
  record: ApiRecord,
  functions: Functions,
  incoming: IncomingMessage,
  method: string,
  requestId: string,
): Promise<GatewayResponse> {
  const [path = "/", rawQueryString = ""] = (incoming.url ?? "/").split(/\?(.*)/s);
  const staged = stageOf(record, path);
  if (staged === undefined) return gatewayMessage(404, "Not Found");
  const { stage, rest } = staged;
  const match = matchRoute(Object.values(record.routes), method, rest);
  if (match === undefined) return gatewayMessage(404, "Not Found");
  const integration = record.integrations[match.route.Target.slice("integrations/".length)];
  if (integration === undefined) return INTERNAL_SERVER_ERROR;
  const body = await payload(incoming);
  if (body === undefined) return gatewayMessage(413, "Request Entity Too Large");
  const { RouteKey } = match.route;
  const time = new Date();
  // HTTP APIs hand the header on and record nothing themselves.
  const traceHeader = [incoming.headers["x-amzn-trace-id"]].flat()[0] ?? `Root=${newTraceId(time.getTime())}`;
  const event = proxyEvent({
    apiId: record.api.ApiId,
    stage: stage.StageName,
    stageVariables: stage.StageVariables,
    routeKey: RouteKey,
    pathParameters: match.pathParameters,
    method,
    path,
    rawQueryString,
    httpVersion: incoming.httpVersion,
    rawHeaders: incoming.rawHeaders,
    body,
    sourceIp: incoming.socket.remoteAddress ?? "127.0.0.1",
    port: (incoming.socket.address() as AddressInfo).port,
    requestId,
    traceHeader,
    time,
  });
  const resource = RouteKey.replace(" ", "");
  const sourceArn = `arn:aws:execute-api:us-east-1:${ACCOUNT_ID}:${record.api.ApiId}/${stage.StageName}/${resource}`;
  return callFunction(functions, integration, sourceArn, event, traceHeader);
}

/** A stage is named by the first segment of the path; without such a stage, `$default` takes the whole path. */
function stageOf(record: ApiRecord, path: string): { stage: Stage; rest: string } | undefined {
  const first = path.split("/")[1] ?? "";
  const named = first === "$default" ? undefined : record.stages[first];
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
