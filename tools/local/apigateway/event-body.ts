import { isUtf8 } from "node:buffer";

/**
 * A request's body in an event: text of a type that HTTP APIs pass on as it is, anything else in base64.
 *
 * Which types those are AWS does not document. Seen were `text/…`, JSON, XML and JavaScript without a `charset` or with UTF-8, and in
 * base64 everything else, forms, another `charset` and a body without a type, too (https://github.com/ministackorg/ministack/pull/766,
 * https://github.com/floci-io/floci/pull/2203). Compressed bodies and such as are not UTF-8 are in base64 here, too: unlike text that
 * keeps their bytes.
 */
export function eventBody(
  body: Buffer,
  headers: Readonly<Record<string, string>>,
): { body?: string; isBase64Encoded: boolean } {
  if (body.length === 0) return { isBase64Encoded: false };
  const isText =
    isUtf8(body) &&
    isTextType(headers["content-type"] ?? "") &&
    (headers["content-encoding"] ?? "identity") === "identity";
  return { body: body.toString(isText ? "utf8" : "base64"), isBase64Encoded: !isText };
}

const TEXT = /^(text\/[^\s;]+|application\/(json|xml|javascript))\s*(;|$)/i;
const CHARSET = /;\s*charset="?([^\s;"]+)/i;

function isTextType(contentType: string): boolean {
  const [, charset = "utf-8"] = CHARSET.exec(contentType) ?? [];
  return TEXT.test(contentType.trim()) && charset.toLowerCase() === "utf-8";
}
