/** An IAM policy document, as far as ours have it. */
export interface Policy {
  readonly Statement: readonly Statement[];
}

interface Statement {
  readonly Effect: "Allow" | "Deny";
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** A request as IAM judges it. */
export interface PolicyRequest {
  readonly action: string;
  /** ARN; `*` for an action that IAM does not restrict to resources. */
  readonly resource: string;
  /** Values of condition keys. */
  readonly context?: Readonly<Record<string, string>>;
}

/**
 * Whether the policy alone allows the request: something allows it, and nothing denies it.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function allows({ Statement }: Policy, request: PolicyRequest): boolean {
  const effects = Statement.filter((one) => applies(one, request)).map(({ Effect }) => Effect);
  return effects.includes("Allow") && !effects.includes("Deny");
}

function applies(
  { Action, Resource, NotResource, Condition = {} }: Statement,
  request: PolicyRequest,
): boolean {
  const { action, resource, context = {} } = request;
  const meant =
    NotResource === undefined ? matchesAny(Resource, resource) : !matchesAny(NotResource, resource);
  return (
    matchesAny(Action, action) &&
    meant &&
    Object.entries(Condition).every(([operator, keys]) => {
      if (!["StringLike", "StringEquals", "ArnLike"].includes(operator))
        throw new Error(`unknown condition ${operator}`);
      return Object.entries(keys).every(([key, wanted]) => {
        const value = context[key];
        return value !== undefined && matchesAny(wanted, value);
      });
    })
  );
}

function matchesAny(patterns: string | readonly string[] | undefined, text: string): boolean {
  return [patterns ?? []].flat().some((pattern) => matches(pattern as string, text));
}

/** As IAM matches: `*` stands for any characters, slashes and colons as well. */
export function matches(pattern: string, text: string): boolean {
  const source = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${source.join(".*")}$`).test(text);
}
