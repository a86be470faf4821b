import type { Context } from "hono";

/** Statuses that this API refuses a request with. */
export type ProblemStatus = 400 | 404 | 409 | 412 | 413 | 415 | 422 | 500;

/** A refused request, as a problem details document (RFC 9457). */
export class Problem extends Error {
  override readonly name = "Problem";

  /**
   * @param type last part of the problem type's URI: stable, for programs
   * @param title what this type of problem is: the same for every occurrence
   * @param detail what is wrong with this request and how to mend it
   * @param errors the members of the input that are wrong, as JSON pointers (RFC 6901)
   */
  constructor(
    readonly status: ProblemStatus,
    readonly type: string,
    readonly title: string,
    readonly detail: string,
    readonly errors: readonly { readonly pointer: string; readonly detail: string }[] = [],
  ) {
    super(detail);
  }
}

/** The response that carries a problem. */
export function problemResponse(context: Context, problem: Problem): Response {
  const { status, type, title, detail, errors } = problem;
  const body = { type: `/problems/${type}`, title, status, detail, ...(errors.length > 0 && { errors }) };
  return context.body(JSON.stringify(body), status, { "content-type": "application/problem+json" });
}
