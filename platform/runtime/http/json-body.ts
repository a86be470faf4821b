import type { Context } from "hono";
import { Problem } from "./problem";

/** A request's JSON body may have so many bytes unless the route says otherwise. */
const MAX_BODY_BYTES = 64 * 1024;

/** What a route accepts as its body. */
export interface JsonBodyOptions {
  /** An empty body is read as `{}`. */
  readonly optional?: boolean;
  readonly maxBytes?: number;
}

/**
 * The request's JSON body.
 *
 * @throws Problem 413 for one that is too large, 415 for another media type, 400 for malformed JSON
 */
export async function jsonBody(
  context: Context,
  { optional = false, maxBytes = MAX_BODY_BYTES }: JsonBodyOptions = {},
): Promise<unknown> {
  const body = await context.req.arrayBuffer();
  const bytes = body.byteLength;
  if (optional && bytes === 0) return {};
  if (bytes > maxBytes) {
    throw new Problem(
      413,
      "body-too-large",
      "The body is too large",
      `the body has ${bytes} bytes, and at most ${maxBytes} are allowed; send a smaller one`,
    );
  }
  const mediaType = context.req.header("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (mediaType !== "application/json") {
    throw new Problem(
      415,
      "media-type",
      "The media type is not supported",
      `the content type is ${mediaType || "missing"}; send application/json`,
    );
  }
  try {
    // JSON is UTF-8 (RFC 8259, section 8.1). Read as it, another encoding would be accepted with its letters replaced.
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    throw new Problem(
      400,
      "malformed-json",
      "The body is not JSON",
      "the body is not JSON; send one JSON object",
    );
  }
}
