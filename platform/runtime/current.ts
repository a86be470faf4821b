import { AsyncLocalStorage } from "node:async_hooks";
import type { Context } from "aws-lambda";

/** What runs now: an invocation, or one record of its batch. */
export interface Current {
  readonly lambda: Context;
  readonly signal: AbortSignal;
  readonly correlationId: string;
  /** W3C Trace Context of what caused this, if it sent one. */
  readonly traceparent?: string | undefined;
}

// Handlers get one context object for the life of the execution environment, and records of a batch run at the same time: so what
// differs between them is kept by asynchronous context.
const storage = new AsyncLocalStorage<Current>();

/** Runs a function as a part of an invocation. */
export function runAs<T>(current: Current, run: () => T): T {
  return storage.run(current, run);
}

/** @throws Error outside an invocation, e.g. when a module is loaded */
export function current(): Current {
  const value = storage.getStore();
  if (!value)
    throw new Error(
      "no invocation is running; read this of the context in a handler, not while modules load",
    );
  return value;
}
