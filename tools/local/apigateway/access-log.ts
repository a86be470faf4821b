import { ACCOUNT_ID } from "../protocol/account-id";
import { property } from "../protocol/property";

/** Writes a line of an access log to the log group of that ARN. */
export type WriteAccessLog = (logGroupArn: string, line: string, time: Date) => void;

/** What is known of a request when it has been answered. */
export interface AnsweredRequest {
  readonly apiId: string;
  readonly stage: string;
  readonly requestId: string;
  readonly time: Date;
  readonly method: string;
  readonly path: string;
  readonly httpVersion: string;
  readonly sourceIp: string;
  readonly userAgent: string;
  /** `undefined` where no route took the request. */
  readonly routeKey: string | undefined;
  readonly status: number;
  readonly responseLength: number;
  /** Milliseconds. */
  readonly responseLatency: number;
  /** Milliseconds; `undefined` where no function was called. */
  readonly integrationLatency: number | undefined;
}

/**
 * A line of the access log: the stage's format with the request's values in the place of `$context.…`, and `-` where there is no
 * value. https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
 */
export function accessLogLine(format: string, request: AnsweredRequest): string {
  const values = contextOf(request);
  return format.replaceAll(/\$context\.([A-Za-z]+(?:\.[A-Za-z]+)*)/g, (_, name: string) =>
    String(property(values, name) ?? "-"),
  );
}

function contextOf(request: AnsweredRequest): Readonly<Record<string, string | number | undefined>> {
  return {
    accountId: ACCOUNT_ID,
    apiId: request.apiId,
    httpMethod: request.method,
    "identity.sourceIp": request.sourceIp,
    "identity.userAgent": request.userAgent,
    integrationLatency: request.integrationLatency,
    "integration.latency": request.integrationLatency,
    path: request.path,
    protocol: `HTTP/${request.httpVersion}`,
    requestId: request.requestId,
    requestTimeEpoch: request.time.getTime(),
    responseLatency: request.responseLatency,
    responseLength: request.responseLength,
    routeKey: request.routeKey,
    stage: request.stage,
    status: request.status,
  };
}
