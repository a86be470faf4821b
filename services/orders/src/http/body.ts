import type { Context } from "hono";
import { Problem } from "./problem";

/** A request's body may have at most so many bytes: room for a full order of 100 lines, three times over. */
export const MAX_BODY_BYTES = 64 * 1024;

/**
 * The request's JSON body; `{}` if it is empty and may be.
 *
 * @throws Problem 415 for another media type, 400 for malformed JSON
 */
export async function jsonBody(context: Context, { optional = false } = {}): Promise<unknown> {
  const text = await context.req.text();
  if (optional && text === "") return {};
  const mediaType = context.req.header("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (mediaType !== "application/json") {
    throw new Problem(
      415,
      "media-type",
      "The media type is not supported",
      `the content type is ${mediaType ?? "missing"}; send application/json`,
    );
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem(
      400,
      "malformed-json",
      "The body is not JSON",
      "the body is not JSON; send one JSON object",
    );
  }
}

/** The refusal of a body that is too large. */
export function bodyTooLarge(): never {
  throw new Problem(
    413,
    "body-too-large",
    "The body is too large",
    `the body is over ${MAX_BODY_BYTES} bytes; send a smaller order`,
  );
}
