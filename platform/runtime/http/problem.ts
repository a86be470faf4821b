import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";

/** A member of the input that is wrong. */
export interface InputError {
  /** JSON pointer (RFC 6901); empty for the whole input. */
  readonly pointer: string;
  readonly detail: string;
}

/** A refused request, as a problem details document (https://www.rfc-editor.org/rfc/rfc9457). */
export class Problem extends Error {
  override readonly name = "Problem";

  /**
   * @param type last part of the problem type's URI: stable, for programs
   * @param title what this type of problem is: the same for every occurrence
   * @param detail what is wrong with this request and how to fix it
   * @param errors the members of the input that are wrong
   * @param headers further headers of the response, such as `retry-after`
   */
  constructor(
    readonly status: ContentfulStatusCode,
    readonly type: string,
    readonly title: string,
    readonly detail: string,
    readonly errors: readonly InputError[] = [],
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
  }
}

/** The response that carries a problem. */
export function problemResponse(context: Context, problem: Problem): Response {
  const { status, type, title, detail, errors, headers } = problem;
  const body = { type: `/problems/${type}`, title, status, detail, ...(errors.length > 0 && { errors }) };
  return context.body(JSON.stringify(body), status, {
    ...headers,
    "content-type": "application/problem+json",
  });
}

/** There is nothing of that name. */
export function notFound(what: string): Problem {
  return new Problem(404, "not-found", "There is no such thing", `${what} does not exist`);
}
