import { z } from "zod";
import { invalidParameter } from "./errors";
import { integer } from "./parameters";

const MAX_RESULTS = 1000;

/** Members of inputs that ask for one page of a list. */
export const paging = {
  MaxResults: integer(1, MAX_RESULTS).optional(),
  NextToken: z.string().optional(),
};

/** One page of sorted names. */
export function paged(
  names: readonly string[],
  {
    MaxResults = MAX_RESULTS,
    NextToken,
  }: { MaxResults?: number | undefined; NextToken?: string | undefined },
): { items: readonly string[]; next: { NextToken?: string } } {
  const after = NextToken === undefined ? "" : Buffer.from(NextToken, "base64url").toString("utf8");
  if (NextToken === "") throw invalidParameter("Invalid or expired NextToken.");
  const rest = names.filter((name) => name > after);
  const items = rest.slice(0, MaxResults);
  const last = items.at(-1);
  const more = last !== undefined && rest.length > items.length;
  return { items, next: more ? { NextToken: Buffer.from(last).toString("base64url") } : {} };
}
