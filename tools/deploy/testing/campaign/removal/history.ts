import fc from "fast-check";
import type { FaultProfile } from "../../../../local/faults/profile";
import { kill, profile } from "../adversity";
import type { Moment } from "../ledger";

/** Environments that come and go, beside one that is protected. */
export const EPHEMERAL = ["pr-1", "pr-2"] as const;
export const PROTECTED = "vault";

/** Hours that an ephemeral environment lives after its last deploy. */
export const TTL = 4;

/** What happens in an account in which environments come and go. */
export interface RemovalStep {
  /** `both`: a deploy beside a sweep. */
  readonly what: "deploy" | "sweep" | "destroy" | "both" | "extend" | "wait";
  readonly environment: (typeof EPHEMERAL)[number];
  /** Number of a source text. */
  readonly code: number;
  /** By two at once. */
  readonly twice: boolean;
  /** That pass, or by which the expiry is pushed on. */
  readonly hours: number;
  readonly faults: FaultProfile;
  /** What is started first is killed at so many requests from its start. */
  readonly kill: { readonly after: number; readonly moment: Moment } | undefined;
}

const step: fc.Arbitrary<RemovalStep> = fc.record({
  what: fc.constantFrom(
    "deploy" as const,
    "sweep" as const,
    "sweep" as const,
    "destroy" as const,
    "both" as const,
    "extend" as const,
    "wait" as const,
    "wait" as const,
  ),
  environment: fc.constantFrom(...EPHEMERAL),
  code: fc.nat({ max: 1 }),
  twice: fc.boolean(),
  hours: fc.constantFrom(1, 3, 6),
  // Another client would change what has to stay as it is.
  faults: profile.map((day) => ({
    ...day,
    faults: day.faults.filter(({ kind }) => kind !== "competing-write"),
  })),
  kill,
});

/** Histories that begin with a deploy. */
export const histories: fc.Arbitrary<readonly RemovalStep[]> = fc
  .tuple(
    step.map((first) => ({ ...first, what: "deploy" as const })),
    fc.array(step, { minLength: 2, maxLength: 7 }),
  )
  .map(([first, rest]) => [first, ...rest]);
