import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { Problem } from "./problem";

/** What may stand in a path as it is: `pchar` and `/` of RFC 3986, section 3.3. */
const NOT_OF_A_PATH = /[^A-Za-z0-9\-._~!$&'()*+,;=:@/]/gu;
/** The same, and `%`: of a path that is percent-encoded already. */
const NOT_OF_AN_ENCODED_PATH = /[^A-Za-z0-9\-._~!$&'()*+,;=:@/%]/gu;
/** Segments that every URL parser takes away, with the segment before `..` (https://url.spec.whatwg.org/#double-dot-path-segment). */
const DOT_SEGMENT = /\/(\.|%2e){1,2}(?=\/|$)/i;

/**
 * The path that the client sent, percent-encoded.
 *
 * An HTTP API percent-decodes the path once before it calls the function, and `rawPath` is what that left, in spite of its name:
 * `/a%20b%23` comes as `/a b#`, and `/a%2Fb` as `/a/b` (seen at AWS: https://github.com/honojs/hono/issues/2156,
 * https://github.com/fastify/aws-lambda-fastify/issues/169). So it is encoded again here, whatever it looks like by now: pasted into
 * a URL as it is, `?`, `#` and `%` would be read a second time. Lost is whether a `/` was encoded, and what follows an encoded `?`,
 * which the gateway cuts off. A function URL leaves the path as the client sent it
 * (https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html).
 *
 * @throws Problem 400 for a path with the segments `.` or `..`, encoded or not. No URL can hold them, so the app would see another
 *   path than the one that the gateway chose the route, and perhaps the authorizer, by
 */
export function pathOf({ rawPath, requestContext }: APIGatewayProxyEventV2): string {
  const isEncoded = /\.lambda-url\./.test(requestContext.domainName);
  const characters = isEncoded ? NOT_OF_AN_ENCODED_PATH : NOT_OF_A_PATH;
  const path = rawPath.toWellFormed().replace(characters, encodeURIComponent);
  if (!DOT_SEGMENT.test(path)) return path;
  throw new Problem(
    400,
    "malformed-path",
    "The path is malformed",
    "the path has a segment . or ..; send the path that it stands for",
  );
}
