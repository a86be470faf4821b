import { z } from "zod";

/** `lambda:UpdateFunctionCode`, `lambda:Update*`, `*`; see `matchesAny`. */
const Operations = z
  .array(
    z
      .string()
      .regex(
        /^(\*|[a-z0-9*-]+:[A-Za-z0-9*]+)$/,
        "an operation is written lambda:UpdateAlias, lambda:Update* or *",
      ),
  )
  .min(1);

/** Both ends inclusive, in milliseconds. */
const Range = z
  .tuple([z.number().min(0), z.number().min(0)])
  .refine(([least, most]) => least <= most, "the first number is the least, the second the most");

/** A rule applies to the requests for its operations, but for the first `skip`, each with `probability`, at most `limit` times. */
const OFTEN = {
  probability: z.number().min(0).max(1).default(1),
  skip: z.int().min(0).default(0),
  limit: z.int().min(1).optional(),
};
const RULE = { operations: Operations, ...OFTEN };

/** Names, in which `*` matches any text. */
const Names = z.array(z.string().min(1)).min(1);

/** Whether the operation is carried out: with `after`, the answer is lost or wrong although the change was made. */
const Effect = z.enum(["before", "after"]).default("before");

const Fault = z.discriminatedUnion("kind", [
  /** Answered like a request over the rate. */
  z.strictObject({ kind: z.literal("throttle"), ...RULE }),
  z.strictObject({
    kind: z.literal("error"),
    status: z.union([z.literal(500), z.literal(503)]),
    effect: Effect,
    ...RULE,
  }),
  /** The connection is reset, and nothing is answered. */
  z.strictObject({ kind: z.literal("reset"), effect: Effect, ...RULE }),
  /** The request is delayed for so long before anything else happens. */
  z.strictObject({ kind: z.literal("delay"), milliseconds: Range, ...RULE }),
  /** Once the request is carried out, and before it is answered, another client makes one of the changes to one of the functions. */
  z.strictObject({
    kind: z.literal("competing-write"),
    functions: Names,
    writes: z
      .array(z.enum(["UpdateFunctionCode", "UpdateFunctionConfiguration", "PublishVersion", "UpdateAlias"]))
      .min(1),
    ...RULE,
  }),
  /** EventBridge delivers an event twice: to all targets of one of the rules, or to one of the queues. */
  z
    .strictObject({
      kind: z.literal("duplicate-delivery"),
      rules: Names.optional(),
      queues: Names.optional(),
      ...OFTEN,
    })
    .refine(
      ({ rules, queues }) => (rules === undefined) !== (queues === undefined),
      "give either rules or queues",
    ),
]);

/** A quota: requests for its operations take a token each from one bucket. A request counts against the first that names it. */
const Rate = z.strictObject({
  name: z.string().min(1),
  operations: Operations,
  perSecond: z.number().positive(),
  /** Most tokens in the bucket; a second's worth where left out. */
  burst: z.number().min(1).optional(),
});

/** The faults of an account, and how often they occur. The same seed and the same sequence of requests give the same faults. */
export const FaultProfile = z.strictObject({
  version: z.literal(1),
  /** Shown in the status. */
  name: z.string().min(1).optional(),
  seed: z.int().min(0).default(1),
  /** `aws` for AWS's own, as in the preset `aws-rates`. */
  rates: z.union([z.literal("aws"), z.array(Rate)]).default([]),
  /** Tried in order. Delays and competing writes combine with others; of those, the first that applies counts. */
  faults: z.array(Fault).default([]),
  /**
   * How long a new function is Pending, an update InProgress and a new version Pending, and how long Lambda waits before it retries an
   * asynchronous event whose function failed; each at random in its range.
   */
  transitions: z
    .strictObject({
      create: Range.optional(),
      update: Range.optional(),
      publish: Range.optional(),
      retry: Range.optional(),
    })
    .default({}),
  /**
   * What becomes of a stack whose deletion is refused, since another stack imports what it exports: it goes into DELETE_FAILED by default, or keeps
   * the status that it had. Users of AWS report both.
   */
  refusedDeletion: z.enum(["fails", "keeps-status"]).optional(),
  credentials: z
    .strictObject({
      /** Every request after that many is refused, as with an expired session token. */
      expireAfter: z.int().min(0),
    })
    .optional(),
  clock: z
    .strictObject({
      /** Seconds by which the account's clock is ahead of this machine's; negative where it is behind. */
      ahead: z.int(),
    })
    .optional(),
});

export type FaultProfile = z.infer<typeof FaultProfile>;
export type Fault = z.infer<typeof Fault>;
export type Rate = z.infer<typeof Rate>;
export type CompetingWrite = Extract<Fault, { kind: "competing-write" }>;

/** What a fault applies to: operations as `lambda:Invoke`, deliveries as `rule:NAME` or `queue:NAME`; see `matchesAny`. */
export function subjectsOf(fault: Fault): string[] {
  if (fault.kind !== "duplicate-delivery") return fault.operations;
  const { rules = [], queues = [] } = fault;
  return [...rules.map((name) => `rule:${name}`), ...queues.map((name) => `queue:${name}`)];
}
