/** The statements of a function's resource policy that decide whether an API may call it. */
interface Statement {
  readonly Effect?: string;
  readonly Principal?: string | { readonly Service?: string | readonly string[] };
  readonly Action?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

const PRINCIPAL = "apigateway.amazonaws.com";
const ACTIONS = new Set(["lambda:InvokeFunction", "lambda:*", "*"]);

/**
 * Whether a function's resource policy (the JSON of GetPolicy) lets API Gateway call it for `sourceArn`.
 * A condition on anything but the source's ARN or account denies: it is not evaluated here.
 */
export function allowsApiGateway(policy: string | undefined, sourceArn: string): boolean {
  if (policy === undefined) return false;
  const { Statement: statements = [] } = JSON.parse(policy) as { Statement?: Statement | Statement[] };
  return list(statements).some((statement) => allows(statement, sourceArn));
}

function allows(statement: Statement, sourceArn: string): boolean {
  const { Effect, Principal, Action, Condition } = statement;
  if (Effect !== "Allow") return false;
  const services = typeof Principal === "string" ? Principal : Principal?.Service;
  if (!list(services).some((service) => service === PRINCIPAL || service === "*")) return false;
  if (!list(Action).some((action) => ACTIONS.has(action))) return false;
  return Object.values(Condition ?? {}).every((keys) =>
    Object.entries(keys).every(([key, values]) => holds(key, list(values), sourceArn)),
  );
}

function holds(key: string, values: readonly string[], sourceArn: string): boolean {
  if (/^aws:sourcearn$/i.test(key)) return values.some((pattern) => arnLike(pattern, sourceArn));
  if (/^aws:sourceaccount$/i.test(key)) return values.includes(sourceArn.split(":")[4] ?? "");
  return false;
}

/** `ArnLike`: `*` stands for any characters, `?` for one. The region is not compared: an account has one region's worth of state. */
function arnLike(pattern: string, arn: string): boolean {
  const expression = withoutRegion(pattern)
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${expression}$`).test(withoutRegion(arn));
}

function withoutRegion(arn: string): string {
  const parts = arn.split(":");
  return parts.length < 6 ? arn : parts.with(3, "").join(":");
}

function list<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}
