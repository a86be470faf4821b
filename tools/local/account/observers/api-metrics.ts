import type { AnsweredRequest } from "../../apigateway/answered-request";
import type { Datum } from "../../cloudwatch/datum";

/**
 * What API Gateway measures of a request to an HTTP API: for the API and for its stage.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
 */
export function apiMetrics(request: AnsweredRequest): Datum[] {
  const { apiId, stage, status, time, latency, integrationLatency } = request;
  const measured: [name: string, value: number][] = [
    ["Count", 1],
    ["4xx", status >= 400 && status < 500 ? 1 : 0],
    ["5xx", status >= 500 ? 1 : 0],
    ["Latency", latency],
  ];
  if (integrationLatency !== undefined) measured.push(["IntegrationLatency", integrationLatency]);
  const scopes = [{ ApiId: apiId }, ...(stage === "" ? [] : [{ ApiId: apiId, Stage: stage }])];
  return scopes.flatMap((dimensions) =>
    measured.map(([name, value]) => ({
      namespace: "AWS/ApiGateway",
      name,
      dimensions,
      timestamp: time,
      values: [value],
    })),
  );
}
