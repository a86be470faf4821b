/** What a service was defined by, as far as it says which environment variables it needs. */
export interface ServiceSpecHolder {
  readonly spec: {
    /** A schema of zod, or of zod/mini. */
    readonly variables?: {
      safeParse(environment: unknown): {
        readonly error?: { readonly issues: readonly { readonly path: readonly PropertyKey[] }[] };
      };
    };
    readonly events?: Triggered;
    readonly queues?: Triggered;
  };
}

/** Triggers whose deliveries are handled once name the variable with the name of the table for it. */
type Triggered = Readonly<Record<string, { readonly idempotent?: { readonly table: string } }>>;

/**
 * The environment variables that a service needs and that are not set, sorted. One that is set and not as the schema wants it is
 * not told: what the stack sets may be known only when it is deployed.
 */
export function missingVariables(
  { spec: { variables, events = {}, queues = {} } }: ServiceSpecHolder,
  environment: Readonly<Record<string, string | undefined>>,
): string[] {
  const demanded = variables?.safeParse(environment).error?.issues.map(({ path }) => String(path[0])) ?? [];
  const tables = [...Object.values(events), ...Object.values(queues)].flatMap(
    ({ idempotent }) => idempotent?.table ?? [],
  );
  return [...new Set([...demanded, ...tables])].filter((name) => environment[name] === undefined).sort();
}
