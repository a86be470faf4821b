import { Readable } from "node:stream";
import { gunzipSync } from "node:zlib";
import { AwsError } from "./error";
import type { AwsRequest, AwsResponse } from "./service";

/**
 * AWS's JSON 1.0 and 1.1 protocols, and what REST-JSON has in common with them.
 * https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */

/**
 * The operation that a request names in `X-Amz-Target`, such as `PutEvents`.
 *
 * @param prefix the name of the service there, with its dot: `AWSEvents.`
 * @returns undefined if the request names another service, or none
 */
export function targetOperation({ headers }: AwsRequest, prefix: string): string | undefined {
  const target = headers["x-amz-target"] ?? "";
  return target.startsWith(prefix) ? target.slice(prefix.length) : undefined;
}

/** Most levels of objects and lists within each other. Code that walks a value recursively would run out of stack on a much deeper one. */
const MAX_DEPTH = 1000;

/**
 * The value of a JSON text that comes from outside.
 *
 * @throws SyntaxError if it is not JSON, or is nested too deeply
 */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  for (let level = [value], depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) throw new SyntaxError(`nested more than ${MAX_DEPTH} levels deep`);
    level = level.flatMap((each) => (each !== null && typeof each === "object" ? Object.values(each) : []));
  }
  return value;
}

/** The object in a body, where no body is an empty object; undefined if it is anything else. */
export function jsonObject(body: Buffer): object | undefined {
  if (body.length === 0) return {};
  try {
    const value = parseJson(body.toString("utf8"));
    return value !== null && typeof value === "object" && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The input of an operation, which a client may send compressed where it is large.
 *
 * @throws AwsError SerializationException if the body is not a JSON object
 */
export function jsonInput({ body, headers }: Pick<AwsRequest, "body" | "headers">): object {
  const input = jsonObject(headers["content-encoding"] === "gzip" ? decompressed(body) : body);
  if (input === undefined)
    throw new AwsError("SerializationException", 400, "the request body is not a JSON object");
  return input;
}

function decompressed(body: Buffer): Buffer {
  try {
    return gunzipSync(body);
  } catch {
    throw new AwsError("SerializationException", 400, "the request body is not compressed by gzip");
  }
}

/** The answer to a request of the JSON protocol of this version. A stream is one of events. */
export function jsonResponse(version: "1.0" | "1.1", output: unknown): AwsResponse {
  if (output instanceof Readable)
    return { status: 200, headers: { "content-type": "application/vnd.amazon.eventstream" }, body: output };
  return {
    status: 200,
    headers: { "content-type": `application/x-amz-json-${version}` },
    body: JSON.stringify(output),
  };
}

/** The name of an API's method for an operation: `putEvents` for `PutEvents`. */
export function methodOf<Operation extends string>(operation: Operation): Uncapitalize<Operation> {
  return (operation.charAt(0).toLowerCase() + operation.slice(1)) as Uncapitalize<Operation>;
}
