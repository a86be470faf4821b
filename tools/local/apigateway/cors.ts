import type { CorsConfiguration } from "./model";

/** The part of a request that CORS is about. */
export interface CorsRequest {
  readonly method: string;
  readonly origin: string | undefined;
  /** `Access-Control-Request-Method`: its presence makes an OPTIONS request a preflight. */
  readonly requestMethod: string | undefined;
}

type Headers = [string, string][];

/** True where the gateway answers itself, without a route: a preflight of an API with a CORS configuration. */
export function isPreflight(configuration: CorsConfiguration | undefined, request: CorsRequest): boolean {
  return (
    configuration !== undefined &&
    request.method === "OPTIONS" &&
    request.origin !== undefined &&
    request.requestMethod !== undefined
  );
}

/** Headers of the answer to a preflight; none for an origin that the configuration does not allow. */
export function preflightHeaders(configuration: CorsConfiguration, request: CorsRequest): Headers {
  const headers = allowOrigin(configuration, request.origin);
  if (headers.length === 0) return headers;
  const { AllowMethods = [], AllowHeaders = [], MaxAge } = configuration;
  if (AllowMethods.length > 0) headers.push(["access-control-allow-methods", AllowMethods.join(",")]);
  if (AllowHeaders.length > 0)
    headers.push(["access-control-allow-headers", AllowHeaders.join(",").toLowerCase()]);
  if (MaxAge !== undefined) headers.push(["access-control-max-age", String(MaxAge)]);
  return headers;
}

/**
 * Headers of any other answer. With a CORS configuration, the function's own CORS headers are dropped.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
 */
export function withCors(
  headers: readonly (readonly [string, string])[],
  configuration: CorsConfiguration | undefined,
  origin: string | undefined,
): readonly (readonly [string, string])[] {
  if (configuration === undefined) return headers;
  const cors = allowOrigin(configuration, origin);
  const { ExposeHeaders = [] } = configuration;
  if (cors.length > 0 && ExposeHeaders.length > 0) {
    cors.push(["access-control-expose-headers", ExposeHeaders.join(",").toLowerCase()]);
  }
  return [...headers.filter(([name]) => !name.startsWith("access-control-")), ...cors];
}

function allowOrigin(configuration: CorsConfiguration, origin: string | undefined): Headers {
  const { AllowOrigins = [], AllowCredentials = false } = configuration;
  if (origin === undefined) return [];
  const credentials: Headers = AllowCredentials ? [["access-control-allow-credentials", "true"]] : [];
  if (AllowOrigins.includes("*")) return [["access-control-allow-origin", "*"], ...credentials];
  const allowed = AllowOrigins.some(
    (pattern) => pattern === origin || (pattern.endsWith("://*") && origin.startsWith(pattern.slice(0, -1))),
  );
  if (!allowed) return [];
  return [["access-control-allow-origin", origin], ["vary", "Origin"], ...credentials];
}
