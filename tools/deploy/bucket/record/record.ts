import { z } from "zod";
import { FerryError } from "../../error";

/** Of the records that this deployer writes, and the newest one that it reads. */
const VERSION = 1;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "must be a SHA-256 in hexadecimal");

/** What stands behind the alias `live` of a function. */
const functionRecord = z.looseObject({
  version: z.string(),
  /** Of the zip. */
  sha256,
  /** Of the settings that `$LATEST` had when the version was published: `configurationDigest`, perhaps one of another deployer's. */
  configuration: z.string(),
  /** RevisionId of the alias when it was moved there; absent where someone else moved it. */
  aliasRevision: z.string().optional(),
  /** A rollback went to it, so that `$LATEST` is of a later version. */
  behind: z.literal(true).optional(),
});

/** What Ferry last made live of one service. */
const serviceRecord = z.looseObject({
  /** SHA-256 of the template file; absent until a deploy of the service has ended. */
  template: sha256.optional(),
  /** By the function's name in the manifest. */
  functions: z.record(z.string(), functionRecord),
  /** Writes have begun whose end is not recorded: what stands there may be anything. */
  pending: z.literal(true).optional(),
  /** Commit of the working tree, with `-dirty` if it differed. */
  commit: z.string().optional(),
  by: z.string(),
  at: z.iso.datetime(),
});

/**
 * What Ferry last made live in one environment: `environments/<env>/record.json`. It is a cache, and never the truth. It saves
 * calls where many functions are observed, shows drift, and holds the revisions that guard the aliases; where it is missing or
 * malformed, everything is looked at. Members that a newer deployer adds are kept when this one writes.
 */
const environmentRecord = z.looseObject({
  version: z.literal(VERSION),
  services: z.record(z.string(), serviceRecord),
});

export type FunctionRecord = Readonly<z.infer<typeof functionRecord>>;
export type ServiceRecord = Readonly<z.infer<typeof serviceRecord>>;
export type EnvironmentRecord = Readonly<z.infer<typeof environmentRecord>>;

const versioned = z.looseObject({ version: z.int() });

/**
 * Undefined for what is no record.
 * @throws FerryError `DeployerOutdated` for a record of a newer version: what it says would be lost if this deployer wrote another
 */
export function parseRecord(text: string): EnvironmentRecord | undefined {
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
      `a newer Ferry has deployed to this environment: its record is of version ${version}, and this deployer reads version ${VERSION}`,
      { next: "deploy from a checkout that has the newer Ferry" },
    );
  }
  return environmentRecord.safeParse(value).data;
}
