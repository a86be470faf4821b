import { validationFailed } from "./errors";

const PAGE = 100;

/** One page of items that are sorted by `key`. */
export function paged<T>(
  items: readonly T[],
  key: (item: T) => string,
  request: { NextToken?: string | undefined; Limit?: number | undefined },
): { items: T[]; next: { NextToken?: string } } {
  const after = request.NextToken === undefined ? undefined : decode(request.NextToken);
  const rest = items.filter((item) => after === undefined || key(item) > after);
  const page = rest.slice(0, request.Limit ?? PAGE);
  const last = page.at(-1);
  const next = last !== undefined && page.length < rest.length ? { NextToken: encode(key(last)) } : {};
  return { items: page, next };
}

function encode(key: string): string {
  return Buffer.from(JSON.stringify({ after: key })).toString("base64url");
}

function decode(token: string): string {
  try {
    const { after } = JSON.parse(Buffer.from(token, "base64url").toString("utf8")) as { after: unknown };
    if (typeof after === "string") return after;
  } catch {
    // Below.
  }
  throw validationFailed("Parameter NextToken is not valid.");
}
