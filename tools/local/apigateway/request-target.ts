/** The target of a request, as an HTTP API reads it. */
export interface RequestTarget {
  /** Percent-decoded, with the stage unless it is `$default`. */
  readonly path: string;
  /** As the client sent it. */
  readonly rawQueryString: string;
}

/**
 * HTTP APIs percent-decode the path once, and choose the route by what that leaves: an encoded `/` separates segments, and the path
 * ends at an encoded `?`. No document of AWS says so; it was seen there (https://github.com/fastify/aws-lambda-fastify/issues/169,
 * https://github.com/honojs/hono/issues/2156, https://github.com/middleapi/standard-server/pull/93).
 */
export function requestTarget(url: string): RequestTarget {
  const [encoded = "", rawQueryString = ""] = url.split(/\?(.*)/s);
  const [path = ""] = decode(encoded).split("?", 1);
  return { path: path || "/", rawQueryString };
}

/** Percent-decoded, or as it is where that is not possible. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
