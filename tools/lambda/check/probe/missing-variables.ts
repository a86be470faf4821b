import { KEYED_KINDS, TRIGGER_KINDS } from "../../../../platform/runtime/trigger-kinds";

/** What a service was defined by, as far as it says which environment variables it needs: besides `variables`, its triggers by kind. */
export type VariablesSpec = Readonly<Record<string, unknown>> & {
  /** A schema of zod, or of zod/mini. */
  readonly variables?: {
    safeParse(environment: unknown): {
      readonly error?: { readonly issues: readonly { readonly path: readonly PropertyKey[] }[] };
    };
  };
};

/** Triggers whose deliveries are handled once name the variable with the name of the table for it. */
type Triggered = Readonly<Record<string, { readonly idempotent?: { readonly table: string } }>>;

/**
 * The environment variables that a service needs and that are not set, sorted. One that is set but does not fit the schema is left
 * out: what the stack sets may be known only when it is deployed.
 */
export function missingVariables(
  spec: VariablesSpec,
  environment: Readonly<Record<string, string | undefined>>,
): string[] {
  const demanded =
    spec.variables?.safeParse(environment).error?.issues.map(({ path }) => String(path[0])) ?? [];
  const tables = KEYED_KINDS.flatMap((kind) =>
    Object.values((spec[TRIGGER_KINDS[kind].handlers] ?? {}) as Triggered).flatMap(
      ({ idempotent }) => idempotent?.table ?? [],
    ),
  );
  return [...new Set([...demanded, ...tables])].filter((name) => environment[name] === undefined).sort();
}
