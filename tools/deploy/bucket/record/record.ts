import { z } from "zod";
import { FerryError } from "../../error";

/** The version of records that this deployer writes, and the newest that it reads. */
const VERSION = 1;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "must be a SHA-256 in hexadecimal");

/** The version that the alias `live` of a function points at. */
const functionRecord = z.looseObject({
  version: z.string(),
  /** SHA-256 of the zip. */
  sha256,
  /** `configurationDigest` of the settings when the version was published, perhaps by another version of the deployer. */
  configuration: z.string(),
  /** RevisionId of the alias after it was moved there; absent if it was moved outside Ferry. */
  aliasRevision: z.string().optional(),
  /** It was rolled back to, so `$LATEST` belongs to a later version. */
  behind: z.literal(true).optional(),
});

/** What Ferry last deployed of one service. */
const serviceRecord = z.looseObject({
  /** SHA-256 of the template file; absent until a deploy of the service is complete. */
  template: sha256.optional(),
  /** By the function's name in the manifest. */
  functions: z.record(z.string(), functionRecord),
  /** Writes have begun that are not recorded as complete: the service may be in any state. */
  pending: z.literal(true).optional(),
  /** Its stack was created by a deploy that has not recorded that the seeds are in its tables. */
  unseeded: z.literal(true).optional(),
  /** What the stack costs in an idle month, as estimated: `IdleCost` of plan/cost/idle-cost.ts. */
  idleCost: z.looseObject({ usd: z.number(), unpriced: z.array(z.string()).default([]) }).optional(),
  /** Commit of the working tree, with `-dirty` if it differed. */
  commit: z.string().optional(),
  by: z.string(),
  at: z.iso.datetime(),
});

/**
 * What Ferry last deployed to one environment: `environments/<env>/record.json`. It is a cache, never the source of truth. It
 * saves calls when many functions are observed, shows drift, and holds the aliases' revisions; if it is missing or malformed,
 * everything is read. Members that a newer deployer adds are kept.
 */
const deploymentRecord = z.looseObject({
  version: z.literal(VERSION),
  services: z.record(z.string(), serviceRecord),
});

export type FunctionRecord = Readonly<z.infer<typeof functionRecord>>;
export type ServiceRecord = Readonly<z.infer<typeof serviceRecord>>;
export type DeploymentRecord = Readonly<z.infer<typeof deploymentRecord>>;

const versioned = z.looseObject({ version: z.int() });

/**
 * Undefined if it is not a record.
 * @throws FerryError `DeployerOutdated` for a record of a newer version, whose content this deployer would lose
 */
export function parseRecord(text: string): DeploymentRecord | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { version = VERSION } = versioned.safeParse(value).data ?? {};
  if (version > VERSION) {
    throw new FerryError(
      "DeployerOutdated",
      `a newer Ferry has deployed to this environment: its record has version ${version}, and this deployer reads version ${VERSION}`,
      { next: "deploy from a checkout with the newer Ferry" },
    );
  }
  return deploymentRecord.safeParse(value).data;
}
