import type { AnsweredRequest } from "../../apigateway/answered-request";
import type { Datum } from "../../cloudwatch/datum";

/**
 * What API Gateway measures of a request to an HTTP API: for the API and for its stage.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
 */
export function apiMetrics(request: AnsweredRequest): Datum[] {
  const { apiId, stage, status, time, latency, integrationLatency } = request;
  const measured: [name: string, unit: string, value: number][] = [
    ["Count", "Count", 1],
    ["4xx", "Count", status >= 400 && status < 500 ? 1 : 0],
    ["5xx", "Count", status >= 500 ? 1 : 0],
    ["Latency", "Milliseconds", latency],
  ];
  if (integrationLatency !== undefined)
    measured.push(["IntegrationLatency", "Milliseconds", integrationLatency]);
  const scopes = [{ ApiId: apiId }, ...(stage === "" ? [] : [{ ApiId: apiId, Stage: stage }])];
  return scopes.flatMap((dimensions) =>
    measured.map(([name, unit, value]) => ({
      namespace: "AWS/ApiGateway",
      name,
      dimensions,
      unit,
      timestamp: time,
      values: [value],
    })),
  );
}
