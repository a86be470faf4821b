import { validateHeaderName, validateHeaderValue } from "node:http";

/** An HTTP answer, ready to be written. Headers as name and value pairs, since `set-cookie` may stand there more than once. */
export interface GatewayResponse {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
}

/** An answer of the gateway itself: `{"message":"Not Found"}`. */
export function gatewayMessage(status: number, message: string): GatewayResponse {
  return {
    status,
    headers: [["content-type", "application/json"]],
    body: Buffer.from(JSON.stringify({ message })),
  };
}

export const INTERNAL_SERVER_ERROR = gatewayMessage(500, "Internal Server Error");

/**
 * Reads what a function returned, payload format 2.0: an object with `statusCode` is a response; of anything else
 * API Gateway makes a 200 of type JSON with the value as its body. A malformed response, or a header that HTTP does not allow, is a 500.
 */
export function interpretResult(payload: string): GatewayResponse {
  let result: unknown;
  try {
    result = payload === "" ? null : JSON.parse(payload);
  } catch {
    return INTERNAL_SERVER_ERROR;
  }
  if (typeof result === "object" && result !== null && "statusCode" in result) {
    return explicit(result as Record<string, unknown>) ?? INTERNAL_SERVER_ERROR;
  }
  const body = typeof result === "string" ? result : payload || "null";
  return { status: 200, headers: [["content-type", "application/json"]], body: Buffer.from(body) };
}

function explicit(result: Record<string, unknown>): GatewayResponse | undefined {
  const status = Number(result.statusCode);
  if (!Number.isInteger(status) || status < 200 || status > 599) return undefined;
  const { body = "", isBase64Encoded = false, headers = {}, cookies = [] } = nullsLeftOut(result);
  if (typeof body !== "string" || typeof isBase64Encoded !== "boolean") return undefined;
  const pairs = headerPairs(headers);
  if (pairs === undefined || !isStrings(cookies)) return undefined;
  if (!pairs.some(([name]) => name === "content-type"))
    pairs.push(["content-type", "text/plain;charset=UTF-8"]);
  for (const cookie of cookies) pairs.push(["set-cookie", cookie]);
  if (!pairs.every(isAllowed)) return undefined;
  return { status, headers: pairs, body: Buffer.from(body, isBase64Encoded ? "base64" : "utf8") };
}

function headerPairs(headers: unknown): [string, string][] | undefined {
  if (typeof headers !== "object" || headers === null || Array.isArray(headers)) return undefined;
  const pairs: [string, string][] = [];
  for (const [name, value] of Object.entries(headers)) {
    if (value === null || !["string", "number", "boolean"].includes(typeof value)) return undefined;
    pairs.push([name.toLowerCase(), String(value)]);
  }
  return pairs;
}

/** Whether HTTP allows such a header; one that it does not allow, as with a line break, could not be written. */
function isAllowed([name, value]: readonly [string, string]): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === "string");
}

function nullsLeftOut(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null));
}
