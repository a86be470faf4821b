import { z } from "zod";

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "must be 64 hexadecimal digits");
const action = z.enum(["create", "update", "none"]);

/** The observed state when the plan was made: each member is a precondition. */
const observedStack = z.strictObject({
  /** ARN. */
  id: z.string().min(1),
  /** CloudFormation's `StackStatus`. */
  status: z.string().min(1),
  /** The tag `ferry:template`; null if the stack has none, as before its first change set is executed. */
  template: sha256.nullable(),
  /** SHA-256 of the parameters' values: the values are not in the file. */
  parameters: sha256,
});

const observedVersion = z.strictObject({
  /** A number, or `$LATEST`. */
  version: z.string().min(1),
  /** SHA-256 of the code. */
  sha256,
  revisionId: z.string(),
});

const plannedFunction = z.strictObject({
  /** Physical name. */
  name: z.string().min(1),
  target: z.string().min(1),
  action,
  reason: z.enum(["new", "code", "configuration", "alias", "rollback", "none"]),
  /** SHA-256 of the zip that becomes live. */
  sha256,
  observed: z.strictObject({
    /** What the alias `live` points at. */
    live: observedVersion.nullable(),
    latest: observedVersion.nullable(),
  }),
});

const plannedService = z.strictObject({
  service: z.string().min(1),
  target: z.string().min(1),
  stack: z.strictObject({
    name: z.string().min(1),
    action,
    /** SHA-256 of the template file. */
    template: sha256,
    parameters: sha256,
    observed: observedStack.nullable(),
    /** ARN of the change set to execute; null if there is nothing to execute. */
    changeSet: z.string().startsWith("arn:").nullable(),
  }),
  functions: z.array(plannedFunction),
});

/**
 * What `plan --out` writes and `deploy --plan` applies: the actions and their preconditions. It contains digests, revisions and
 * names, but no values of parameters or environment variables.
 */
export const planFileSchema = z.strictObject({
  version: z.literal(1, "this deployer reads version 1: the plan was made by another version"),
  environment: z.string().min(1),
  account: z.string().min(1),
  region: z.string().min(1),
  at: z.iso.datetime(),
  services: z.array(plannedService),
});

export type PlanFile = Readonly<z.infer<typeof planFileSchema>>;
export type PlannedService = Readonly<z.infer<typeof plannedService>>;
