import type { Invariant } from "../deploy/testing/campaign/violation";
import type { AnyStep, Played } from "./simulate";

/** What a worker process is to do: every `step`th seed from `first` on, until there were so many deploys. */
export interface WorkOrder {
  readonly first: number;
  readonly step: number;
  readonly deploys: number;
  /** Name of a mutation. */
  readonly mutation?: string;
  /** Whether smaller campaigns are looked for that fail as well. */
  readonly shrink: boolean;
  /** Whether it prints what is sent and answered. */
  readonly trace?: boolean;
}

/** A line of a worker: how the campaign of a seed went. */
export type WorkerReport = { readonly seed: number } & (
  | Played
  | {
      readonly failure: {
        /** Undefined where the simulation itself failed. */
        readonly invariant: Invariant | undefined;
        readonly message: string;
        readonly steps: readonly AnyStep[];
      };
    }
);
