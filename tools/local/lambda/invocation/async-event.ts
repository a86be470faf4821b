import type { FunctionReference } from "../names";
import type { EventTrace } from "./invocation-trace";

/** An asynchronous event, as it is kept on disk. */
export interface AsyncEvent {
  readonly requestId: string;
  readonly function: FunctionReference;
  /** JSON text. */
  readonly payload: string;
  readonly clientContext?: string | undefined;
  readonly trace: EventTrace;
  /** When Lambda took it, milliseconds since the epoch. */
  readonly since: number;
  /** How often the function was run for it and failed, and how often it could not be run. */
  readonly failures: number;
  readonly throttles: number;
}

/** How a try ended. */
export type AsyncOutcome =
  | { readonly kind: "success" | "failure"; readonly version: string; readonly payload: Buffer }
  /** The function could not be run now, but may later. */
  | { readonly kind: "throttled" }
  /** The function or alias no longer exists. */
  | { readonly kind: "gone" };
