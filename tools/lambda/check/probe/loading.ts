import type { Triggers } from "../../../../platform/runtime/trigger-kinds";

/** What came of loading a bundle in a process of its own. */
export type Loading = {
  /** Where it tried to connect to meanwhile: `host:port`, or a name that it looked up. */
  readonly connections: readonly string[];
} & (
  | {
      readonly outcome: "loaded";
      /** Types of the exports by their names, as `typeof` says. */
      readonly exports: Readonly<Record<string, string>>;
      /** What `defineService` says of the handler; undefined if the handler does not come from it. */
      readonly service?: ServiceTriggers;
    }
  | { readonly outcome: "threw"; readonly message: string; readonly place?: string }
  /** It ended its process, or did not come to an end. */
  | { readonly outcome: "silent"; readonly message: string }
);

/** What a handler of `defineService` says about itself. */
export interface ServiceTriggers {
  readonly triggers: Triggers;
  /** Types of the events that a queue's handler takes, by the queue's key; none of a queue that holds something else. */
  readonly accepts: Readonly<Record<string, readonly string[]>>;
  /** Environment variables that it needs, and that it was not loaded with. */
  readonly missing: readonly string[];
  /** Routes of its HTTP API, or why they could not be read. */
  readonly routes: readonly HttpRoute[] | { readonly error: string };
}

/** A route as hono has it: `GET`, `/orders/:id`. */
export interface HttpRoute {
  readonly method: string;
  readonly path: string;
}
