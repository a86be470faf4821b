import { z } from "zod";
import { publicKeySchema } from "../trust/key";
import { durationOf } from "./duration";

const duration = z
  .string()
  .refine((text) => durationOf(text) !== undefined, "must be hours or days, such as 12h or 7d");

const environment = z
  .strictObject({
    /** The account that the credentials must belong to. */
    account: z.string().regex(/^\d{12}$/, "must be the 12 digits of an AWS account"),
    region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "must be a region such as eu-central-1"),
    /** `local` is the local account of this machine; without it, AWS itself. */
    endpoint: z.literal("local").optional(),
    /** Values for parameters of templates; a template is given those that it declares. */
    parameters: z.record(z.string().regex(/^[A-Za-z0-9]+$/), z.string()).default({}),
    /** `destroy` asks for the environment's name, and what changes anything wants a confirmation. */
    protected: z.boolean().default(false),
    /** Only what one of these keys has signed goes live. */
    trust: z.strictObject({ keys: z.array(publicKeySchema).min(1, "must name a key") }).optional(),
    /** Environment whose services are used where this one has none of its own. */
    base: z
      .string()
      .regex(/^[a-z][a-z0-9-]*$/, "must be the name of an environment")
      .optional(),
    /** It may go away by itself when `ttl` has passed since the last deploy. */
    ephemeral: z.boolean().default(false),
    ttl: duration.optional(),
    /** How far ahead `env extend` may set its end. */
    maxTtl: duration.optional(),
  })
  .refine(
    (value) => !(value.protected && value.ephemeral),
    "an environment cannot be both protected and ephemeral",
  )
  .refine((value) => value.base === undefined || value.ephemeral, "base is for ephemeral environments")
  .refine(
    ({ ttl, maxTtl, ephemeral }) => (ttl ?? maxTtl) === undefined || ephemeral,
    "ttl and maxTtl are for ephemeral environments",
  )
  .refine(
    ({ ttl, maxTtl }) =>
      (durationOf(ttl ?? "") ?? 0) <= (durationOf(maxTtl ?? "") ?? Number.POSITIVE_INFINITY),
    "maxTtl must not be shorter than ttl",
  )
  .refine(
    (value) => !("Environment" in value.parameters),
    "the parameter Environment is given by the deployer",
  );

/** `platform/environments.json`: a name, or a prefix and `*`, to what is deployed there and how. */
export const environmentsSchema = z.strictObject({
  version: z.literal(1, "must be 1"),
  environments: z.record(
    z
      .string()
      .regex(/^[a-z][a-z0-9-]*\*?$/, "must be lower-case letters, digits and dashes, then at most one *"),
    environment,
  ),
});

export type Environments = z.infer<typeof environmentsSchema>;
export type EnvironmentSettings = z.infer<typeof environment>;

/** An environment that was asked for by name, with the settings of the entry that covers it. */
export interface Environment extends EnvironmentSettings {
  readonly name: string;
}
