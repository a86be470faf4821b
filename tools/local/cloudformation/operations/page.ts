import { validationError } from "../template/template-error";

/** Items of one page, and the token of the next if there is one. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken?: string;
}

const PAGE_SIZE = 100;

/**
 * One page of a list. The token names the last item of the page before, so that items
 * added in front between two calls neither hide nor repeat others.
 */
export function page<T>(items: readonly T[], idOf: (item: T) => string, token: string | undefined): Page<T> {
  const start = token === undefined ? 0 : after(items, idOf, token);
  const selected = items.slice(start, start + PAGE_SIZE);
  const last = selected.at(-1);
  if (last === undefined || start + PAGE_SIZE >= items.length) return { items: selected };
  return { items: selected, nextToken: Buffer.from(idOf(last), "utf8").toString("base64url") };
}

function after<T>(items: readonly T[], idOf: (item: T) => string, token: string): number {
  const id = Buffer.from(token, "base64url").toString("utf8");
  const index = items.findIndex((item) => idOf(item) === id);
  if (index < 0) throw validationError("NextToken is invalid: the list no longer holds where it points");
  return index + 1;
}
