import fc from "fast-check";
import { FaultProfile } from "../../local/faults/profile";
import type { Moment } from "./ledger";

/** What somebody changed in a service before a deploy. */
export interface Change {
  readonly service: string;
  /** Number of a source text. */
  readonly code: number;
  readonly memory: number;
  /** Of the stack: a change of the template that touches no function. */
  readonly description: string;
}

/** One deploy, and what happens to it. */
export interface Step {
  readonly changes: readonly Change[];
  /** Value of the parameter `Level`. */
  readonly level: string;
  /** Two at once, as from two terminals. */
  readonly twice: boolean;
  readonly faults: FaultProfile;
  /** The deployer is killed at so many requests from its start. */
  readonly kill: { readonly after: number; readonly moment: Moment } | undefined;
}

/** Numbers of source texts; the same one again is a change that is taken back. */
const CODES = 3;

/** A day at AWS, from a quiet one to one on which most things go wrong. */
const profile: fc.Arbitrary<FaultProfile> = fc
  .record({
    seed: fc.nat(),
    failing: share(12),
    cut: share(8),
    lost: share(15),
    throttled: share(12),
    rival: sometimes(2, share(10)),
    slow: sometimes(2, fc.integer({ min: 50, max: 900 })),
    rates: fc.constantFrom("aws" as const, [] as const),
    expiry: sometimes(8, fc.integer({ min: 0, max: 60 })),
    ahead: sometimes(6, fc.integer({ min: -3600, max: 3600 })),
  })
  .map(({ seed, failing, cut, lost, throttled, rival, slow, rates, expiry, ahead }) =>
    FaultProfile.parse({
      version: 1,
      seed,
      rates,
      faults: [
        { kind: "throttle", operations: ["*"], probability: throttled },
        { kind: "error", status: 500, operations: ["*"], probability: failing },
        { kind: "error", status: 503, effect: "after", operations: ["*"], probability: lost / 2 },
        { kind: "reset", operations: ["*"], probability: cut },
        { kind: "reset", effect: "after", operations: ["*"], probability: lost },
        ...(rival === undefined
          ? []
          : [
              {
                kind: "competing-write",
                operations: ["lambda:*"],
                functions: ["*"],
                writes: WRITES,
                probability: rival,
              },
            ]),
      ],
      ...(slow !== undefined && {
        transitions: { create: [0, slow], update: [0, slow], publish: [0, slow] },
      }),
      ...(expiry !== undefined && { credentials: { expireAfter: expiry } }),
      ...(ahead !== undefined && { clock: { ahead } }),
    }),
  );

const WRITES = [
  "UpdateFunctionCode",
  "UpdateFunctionConfiguration",
  "PublishVersion",
  "UpdateAlias",
] as const;

const kill = sometimes(
  2,
  fc.record({
    after: fc.integer({ min: 1, max: 60 }),
    moment: fc.constantFrom<Moment>("arrived", "carried out"),
  }),
);

/** Sequences of deploys of these services; the first one makes them all. */
export function campaigns(services: readonly string[]): fc.Arbitrary<readonly Step[]> {
  const change = (service: string): fc.Arbitrary<Change> =>
    fc.record({
      service: fc.constant(service),
      code: fc.nat({ max: CODES - 1 }),
      memory: fc.constantFrom(128, 256),
      description: fc.constantFrom("one", "two"),
    });
  const all = fc.tuple(...services.map(change));
  const step = (changes: fc.Arbitrary<readonly Change[]>): fc.Arbitrary<Step> =>
    fc.record({
      changes,
      level: fc.constantFrom("debug", "info"),
      twice: sometimes(5, fc.constant(true)).map((twice) => twice ?? false),
      faults: profile,
      kill,
    });
  const some = all.chain((changes) => fc.subarray(changes, { minLength: 1 }));
  return fc
    .tuple(step(all), fc.array(step(some), { minLength: 1, maxLength: 3 }))
    .map(([first, rest]) => [first, ...rest]);
}

/** A probability of so many percent at most, which is often 0: so that each fault is also met without the others. */
function share(most: number): fc.Arbitrary<number> {
  return fc.oneof(fc.constant(0), fc.integer({ min: 1, max: most })).map((percent) => percent / 100);
}

/** What happens once in so many times. */
function sometimes<T>(times: number, what: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: times - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: what });
}
