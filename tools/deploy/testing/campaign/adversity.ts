import fc from "fast-check";
import { FaultProfile } from "../../../local/faults/profile";
import type { Moment } from "./ledger";

/** A change of a service before a deploy. */
export interface Change {
  readonly service: string;
  /** Number of a source text. */
  readonly code: number;
  readonly memory: number;
  /** Of the stack: a change of the template that touches no function. */
  readonly description: string;
  /** Description of the alias `live`; none where it is empty. */
  readonly alias: string;
  /** Whether the template is one by which a new stack has the function's code; an older one has a placeholder. */
  readonly firstCode: boolean;
  /** Whether the stack has a resource that cannot be made, so that its change fails and is rolled back. */
  readonly impossible: boolean;
}

/** One deploy or destroy, and what happens to it. */
export interface Step {
  readonly changes: readonly Change[];
  /** Value of the parameter `Level`. */
  readonly level: string;
  /** Whether the environment is a protected one by then. */
  readonly protected: boolean;
  /** Whether it is destroyed, which cannot succeed, instead of deployed. */
  readonly destroy: boolean;
  /** Two at once, as from two terminals; or the second one when the first has begun to create a stack. */
  readonly twice: boolean | "while creating";
  readonly faults: FaultProfile;
  /** The deployer is killed at so many requests from its start. */
  readonly kill: { readonly after: number; readonly moment: Moment } | undefined;
}

/** Numbers of source texts; the same one again is a change that is taken back. */
const CODES = 3;

/** The answer of one write, or of two, is lost: sent again without a look, it is done twice. */
const aimed = fc.record({
  kind: fc.constant("reset"),
  effect: fc.constant("after"),
  operations: fc
    .constantFrom(
      "lambda:UpdateFunctionCode",
      "lambda:PublishVersion",
      "lambda:UpdateAlias",
      "cloudformation:CreateChangeSet",
      "cloudformation:ExecuteChangeSet",
      "s3:PutObject",
      "s3:DeleteObject",
    )
    .map((operation) => [operation]),
  skip: fc.nat({ max: 2 }),
  limit: fc.constantFrom(1, 2),
});

/** Another client writes, a few times: also between the last look at a function and the write that rests on it. */
const rival = fc.record({
  kind: fc.constant("competing-write"),
  functions: fc.constant(["*"]),
  writes: fc.subarray(
    ["UpdateFunctionCode", "UpdateFunctionConfiguration", "PublishVersion", "UpdateAlias"],
    { minLength: 1 },
  ),
  operations: fc
    .constantFrom("lambda:*", "lambda:GetFunction", "lambda:PublishVersion")
    .map((name) => [name]),
  probability: fc.constantFrom(0.1, 0.3, 1),
  skip: fc.nat({ max: 8 }),
  limit: fc.integer({ min: 1, max: 4 }),
});

/** Requests are on their way for so long that what another client began meanwhile has taken effect. */
const held = fc.record({
  kind: fc.constant("delay"),
  operations: fc
    .constantFrom("lambda:PublishVersion", "lambda:UpdateAlias", "cloudformation:DescribeStacks")
    .map((name) => [name]),
  milliseconds: fc.constant([100, 300]),
});

/** A day at AWS, from a quiet one to one on which most things go wrong. */
export const profile: fc.Arbitrary<FaultProfile> = fc
  .record({
    seed: fc.nat(),
    failing: share(12),
    cut: share(8),
    lost: share(15),
    throttled: share(12),
    aimed: sometimes(2, aimed),
    // Where there is one, less can be said of what has to be live: not in most campaigns.
    rival: sometimes(5, rival),
    held: sometimes(2, held),
    slow: sometimes(2, fc.integer({ min: 50, max: 900 })),
    rates: fc.constantFrom("aws" as const, [] as const),
    expiry: sometimes(8, fc.integer({ min: 0, max: 60 })),
    ahead: sometimes(6, fc.integer({ min: -3600, max: 3600 })),
  })
  .map(({ seed, failing, cut, lost, throttled, aimed, rival, held, slow, rates, expiry, ahead }) =>
    FaultProfile.parse({
      version: 1,
      seed,
      rates,
      faults: [
        ...(aimed === undefined ? [] : [aimed]),
        { kind: "throttle", operations: ["*"], probability: throttled },
        { kind: "error", status: 500, operations: ["*"], probability: failing },
        { kind: "error", status: 503, effect: "after", operations: ["*"], probability: lost / 2 },
        { kind: "reset", operations: ["*"], probability: cut },
        { kind: "reset", effect: "after", operations: ["*"], probability: lost },
        ...(rival === undefined ? [] : [rival]),
        ...(held === undefined ? [] : [held]),
      ],
      ...(slow !== undefined && {
        transitions: { create: [0, slow], update: [0, slow], publish: [0, slow] },
      }),
      ...(expiry !== undefined && { credentials: { expireAfter: expiry } }),
      ...(ahead !== undefined && { clock: { ahead } }),
    }),
  );

/** When a deployer is killed. */
export const kill = sometimes(
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
      alias: fc.constantFrom("", "one", "two"),
      firstCode: fc.boolean(),
      impossible: sometimes(8, fc.constant(true)).map((impossible) => impossible ?? false),
    });
  const all = fc.tuple(...services.map(change));
  const step = (
    changes: fc.Arbitrary<readonly Change[]>,
    destroy: fc.Arbitrary<boolean> = fc.constant(false),
  ): fc.Arbitrary<Step> =>
    fc.record({
      changes,
      level: fc.constantFrom("debug", "info"),
      protected: sometimes(3, fc.constant(true)).map((guarded) => guarded ?? false),
      destroy,
      twice: sometimes(5, fc.constant(true)).map((twice) => twice ?? false),
      faults: profile,
      kill,
    });
  const some = all.chain((changes) => fc.subarray(changes, { minLength: 1 }));
  return fc
    .tuple(step(all), fc.array(step(some, destroyed), { minLength: 1, maxLength: 3 }))
    .map(([first, rest]) => [first, ...rest]);
}

const destroyed = sometimes(6, fc.constant(true)).map((destroy) => destroy ?? false);

/** Campaigns that are always run: one for each kind of fault that random ones meet too rarely. */
export function directedCampaigns(services: readonly string[]): [readonly Step[]][] {
  const step = ({
    changes = {},
    ...rest
  }: Partial<Omit<Step, "changes">> & { readonly changes?: Partial<Change> } = {}): Step => {
    const change: Omit<Change, "service"> = {
      ...{ code: 0, memory: 128, description: "one", alias: "", firstCode: false, impossible: false },
      ...changes,
    };
    return {
      changes: services.map((service) => ({ ...change, service })),
      level: "debug",
      protected: false,
      destroy: false,
      twice: false,
      faults: FaultProfile.parse({ version: 1 }),
      kill: undefined,
      ...rest,
    };
  };
  // The first deploy looks at both stacks before it creates any; the second one sees them when they are done, and functions at once.
  const seenLate = FaultProfile.parse({
    version: 1,
    faults: [
      { kind: "delay", operations: ["cloudformation:DescribeStacks"], skip: 2, milliseconds: [3000, 3000] },
    ],
    transitions: { create: [1500, 1500] },
  });
  // The upload has ended before the version is published, so that nothing but the guards notices it.
  const overwritten = FaultProfile.parse({
    version: 1,
    faults: [
      {
        kind: "competing-write",
        functions: ["*"],
        writes: ["UpdateFunctionCode"],
        operations: ["lambda:GetFunction"],
        // Those before the first upload.
        skip: 4,
      },
      { kind: "delay", operations: ["lambda:PublishVersion"], milliseconds: [100, 200] },
    ],
    transitions: { update: [10, 20] },
  });
  const forestalled = FaultProfile.parse({
    version: 1,
    // With this one it takes the version just published, and not the first one.
    seed: 2,
    faults: [
      {
        kind: "competing-write",
        functions: ["*"],
        writes: ["UpdateAlias"],
        operations: ["lambda:PublishVersion"],
      },
    ],
  });
  return [
    // Another deploy creates the services, while their stacks are seen later than their functions.
    [[step({ twice: "while creating", faults: seenLate })]],
    // Only what aliases are described as changes, and the second time the stack's update fails.
    [
      [
        step({ changes: { alias: "one" } }),
        step({ changes: { alias: "two" } }),
        step({ changes: { alias: "one", impossible: true } }),
      ],
    ],
    // Another client uploads its own code after each look at a function, from the upload on.
    [[step(), step({ changes: { code: 1 }, faults: overwritten })]],
    // Another client makes the published version live, after the alias got its description and before the deploy comes to it.
    [[step(), step({ changes: { code: 1, alias: "one" }, faults: forestalled })]],
    // A destroy fails half way, and something else is to be deployed then.
    [[step(), step({ destroy: true }), step({ changes: { code: 1 } })]],
    // The same, after the environment has become a protected one.
    [
      [
        step(),
        step({ protected: true }),
        step({ destroy: true, protected: true }),
        step({ changes: { code: 1 } }),
      ],
    ],
  ];
}

/** A probability of so many percent at most, which is often 0: so that each fault is also met without the others. */
function share(most: number): fc.Arbitrary<number> {
  return fc.oneof(fc.constant(0), fc.integer({ min: 1, max: most })).map((percent) => percent / 100);
}

/** What happens once in so many times. */
function sometimes<T>(times: number, what: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: times - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: what });
}
