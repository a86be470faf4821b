import { z } from "zod";
import { FerryError } from "../../error";

/** The version of records that this deployer writes, and the newest that it reads. */
const VERSION = 1;

export const environmentRecord = z.looseObject({
  version: z.literal(VERSION),
  /** The environment that has the services which this one does not have itself. */
  base: z.string().optional(),
  /** With a base: which services it has besides those that differ, and whether they hear events of the base. */
  overlay: z
    .looseObject({
      with: z.array(z.string()).default([]),
      full: z.boolean().default(false),
      listen: z.boolean().default(false),
    })
    .optional(),
  /** Who created it. */
  owner: z.string(),
  branch: z.string().optional(),
  pullRequest: z.int().positive().optional(),
  /** Commit that it was created from, with `-dirty` if the working tree differed. */
  commit: z.string().optional(),
  created: z.iso.datetime(),
  /** When a sweep may remove it; absent for never. */
  expires: z.iso.datetime().optional(),
  /** SHA-256 of what was written to the tables of each service when the environment was created. */
  seeds: z.record(z.string(), z.string()).optional(),
  /** A removal has begun: what it had not deleted yet is still there. */
  removing: z.looseObject({ by: z.string(), at: z.iso.datetime() }).optional(),
});

/**
 * Who an environment is for and until when it is needed: `environments/<env>/environment.json`. The stacks are the truth about
 * what there is; a record that is missing or malformed is written again by the next deploy. Members that a newer deployer adds
 * are kept.
 */
export type EnvironmentRecord = Readonly<z.infer<typeof environmentRecord>>;

const versioned = z.looseObject({ version: z.int() });

/**
 * @returns a string if it is not a record: what is wrong with it, as a clause
 * @throws FerryError `DeployerOutdated` for a record of a newer version
 */
export function parseEnvironmentRecord(text: string): EnvironmentRecord | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "it is not JSON";
  }
  const { version = VERSION } = versioned.safeParse(value).data ?? {};
  if (version > VERSION) {
    throw new FerryError(
      "DeployerOutdated",
      `a newer Ferry looks after this environment: environment.json has version ${version}, and this deployer reads version ${VERSION}`,
      { next: "use a checkout with the newer Ferry" },
    );
  }
  const { success, data, error } = environmentRecord.safeParse(value);
  if (success) return data;
  const [issue] = error.issues;
  return `${z.core.toDotPath(issue?.path ?? []) || "the document"}: ${issue?.message}`;
}
