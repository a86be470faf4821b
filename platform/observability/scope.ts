import { AsyncLocalStorage } from "node:async_hooks";

/** Fields of log lines. */
export type Fields = Readonly<Record<string, unknown>>;

/** What is known while a piece of work runs. */
interface Scope {
  /** Those that it began with. */
  readonly initial: Fields;
  /** Those that its log lines carry now. */
  current: Fields;
}

// Powertools keeps its keys in one place for all that runs in an invocation. The records of a batch run at the same time, and
// each has its own correlation id: so fields are kept by asynchronous context.
const storage = new AsyncLocalStorage<Scope>();

/**
 * Runs a function whose log lines carry these fields, besides those around it: one record of a batch, say, with its
 * `correlation_id`. Fields that it appends itself end with it, and are not seen by what runs beside it.
 */
export function withFields<T>(fields: Fields, run: () => T): T {
  const initial = { ...currentFields(), ...fields };
  return storage.run({ initial, current: initial }, run);
}

/** Fields of the log lines of what runs now. */
export function currentFields(): Fields {
  return storage.getStore()?.current ?? {};
}

/** The correlation id of what runs now, to hand to whatever it calls; undefined outside an invocation. */
export function currentCorrelationId(): string | undefined {
  const { correlation_id } = currentFields();
  return typeof correlation_id === "string" ? correlation_id : undefined;
}

/** Changes the fields of what runs now. Answers whether there is a scope to change. */
export function changeFields(change: (current: Fields, initial: Fields) => Fields): boolean {
  const scope = storage.getStore();
  if (scope) scope.current = change(scope.current, scope.initial);
  return scope !== undefined;
}
