/** A statement of a resource policy, as far as it decides whether a service may use the resource. */
interface Statement {
  readonly Effect?: string;
  readonly Principal?: string | { readonly Service?: string | readonly string[] };
  readonly Action?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** What a service asks permission for. */
export interface ServiceAccess {
  /** Such as `events.amazonaws.com`. */
  readonly principal: string;
  /** Such as `lambda:InvokeFunction`. */
  readonly action: string;
  /** What the service acts for: a rule, a route of an API. */
  readonly sourceArn: string;
}

/**
 * Whether a resource policy (JSON) allows a service. A condition on anything but the source's ARN or account counts as not met, and
 * statements that deny are ignored: neither is evaluated here.
 */
export function allowsService(policy: string | undefined, access: ServiceAccess): boolean {
  if (policy === undefined) return false;
  const { Statement: statements = [] } = JSON.parse(policy) as { Statement?: Statement | Statement[] };
  return list(statements).some((statement) => allows(statement, access));
}

function allows(statement: Statement, { principal, action, sourceArn }: ServiceAccess): boolean {
  const { Effect, Principal, Action, Condition } = statement;
  if (Effect !== "Allow") return false;
  const services = typeof Principal === "string" ? Principal : Principal?.Service;
  if (!list(services).some((service) => service === principal || service === "*")) return false;
  if (!list(Action).some((granted) => grants(granted, action))) return false;
  return Object.values(Condition ?? {}).every((keys) =>
    Object.entries(keys).every(([key, values]) => holds(key, list(values), sourceArn)),
  );
}

/** Names of actions are in any case: queue policies often say `SQS:SendMessage`. */
function grants(granted: string, action: string): boolean {
  const [service = ""] = action.split(":");
  return ["*", `${service}:*`, action].some((name) => name.toLowerCase() === granted.toLowerCase());
}

function holds(key: string, values: readonly string[], sourceArn: string): boolean {
  if (/^aws:sourcearn$/i.test(key)) return values.some((pattern) => arnLike(pattern, sourceArn));
  if (/^aws:sourceaccount$/i.test(key)) return values.includes(sourceArn.split(":")[4] ?? "");
  return false;
}

/** `ArnLike`: `*` matches any characters, `?` one. The region is not compared: an account has one region's worth of state. */
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
