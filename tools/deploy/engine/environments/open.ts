import { isDeepStrictEqual } from "node:util";
import type { EnvironmentRecord } from "../../bucket/environment/record";
import {
  EnvironmentRecords,
  Malformed,
  type ReadRecord,
  type StoredRecord,
} from "../../bucket/environment/records";
import { type Context, guardAccount } from "../../context/context";
import { pushed } from "../../environment/expiry";
import { FerryError } from "../../error";
import { acquireEnvironment } from "../lease";
import { type Overlay, withOverlay } from "../overlay/overlay";

/** What is in the place of an environment's record. */
export type FoundRecord<Record = StoredRecord> = Record | Malformed | undefined;

/**
 * Reads the record of an ephemeral environment. Undefined for others: no verb needs theirs.
 * @throws FerryError `AccountMismatch`, `DeployerOutdated`
 */
export async function readRecord(context: Context): Promise<FoundRecord<ReadRecord>> {
  const { bucket, environment } = context;
  if (!environment.ephemeral) return undefined;
  try {
    return await new EnvironmentRecords(bucket).read(environment.name);
  } catch (error) {
    // Credentials of another account have no access to the bucket: that says more than the refusal.
    if (error instanceof FerryError && error.code === "AccessDenied") await guardAccount(context);
    throw error;
  }
}

/**
 * Pushes the expiry of an ephemeral environment on, before anything of it is looked at: from then on no sweep begins to remove it. If
 * a removal has begun, this waits until it has ended, and takes back that the environment is to be removed.
 * @param found by `readRecord`
 * @returns the record then; undefined or `Malformed` if there is none to push
 */
export async function openRecord(
  context: Context,
  found: FoundRecord<ReadRecord>,
  overlay: Overlay | undefined,
): Promise<FoundRecord> {
  const { bucket, environment } = context;
  const records = new EnvironmentRecords(bucket);
  let known = found;
  while (known !== undefined && !(known instanceof Malformed)) {
    const { now } = known;
    await context.beforeWrite();
    const stored = await records.change(
      environment.name,
      (before) => (before.removing ? before : inUse(before, context, overlay, now)),
      known,
    );
    if (stored === undefined || stored instanceof Malformed || !stored.record.removing) return stored;
    known = await afterRemoval(context);
  }
  return known;
}

/** The record of an environment to which a deploy goes, `now`. */
export function inUse(
  before: EnvironmentRecord,
  { environment }: Pick<Context, "environment">,
  overlay: Overlay | undefined,
  now: Date,
): EnvironmentRecord {
  const { expires: _expires, ...rest } = withOverlay(before, overlay);
  const expires = pushed(before.expires, environment, now);
  const after = { ...rest, ...(expires === undefined ? {} : { expires }) };
  return isDeepStrictEqual(before, after) ? before : after;
}

/** Waits for the removal of the environment to end, or takes it over from one that was killed. */
async function afterRemoval(context: Context): Promise<FoundRecord<ReadRecord>> {
  const { name } = context.environment;
  const records = new EnvironmentRecords(context.bucket);
  const lease = await acquireEnvironment(context);
  try {
    await context.beforeWrite();
    await lease.confirm();
    await records.change(name, ({ removing: _removing, ...rest }) => rest);
    return await records.read(name);
  } finally {
    await lease.release();
  }
}
