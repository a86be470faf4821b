import { EnvironmentRecords } from "../../bucket/environment/records";
import { ENVIRONMENTS, keys } from "../../bucket/keys";
import type { Context } from "../../context/context";
import { LOG_GROUP_PREFIXES, type MayBeOf, ownLogGroups } from "../../plan/removal/belongings";

/**
 * Deletes log groups that are not their stack's any more: a function's last lines may arrive after its log group was deleted, and
 * create it again.
 * @param retained names that stay, since a template says so
 * @returns those that it deleted
 */
export async function deleteLogGroups(
  context: Context,
  mayBeOf: MayBeOf,
  retained: ReadonlySet<string>,
): Promise<readonly string[]> {
  const { environment, session } = context;
  const found = await Promise.all(
    LOG_GROUP_PREFIXES.map((prefix) => session.logs.groups(`${prefix}${environment.name}-`)),
  );
  const own = ownLogGroups(found.flat(), environment.name, mayBeOf).filter((group) => !retained.has(group));
  for (const group of own) {
    await context.beforeWrite();
    await session.logs.deleteGroup(group);
  }
  return own;
}

/** Deletes all objects of an environment but its lock. Its own record goes last: it says that there is something to remove. */
export async function deleteObjects(context: Context): Promise<void> {
  const { bucket, environment } = context;
  const { name } = environment;
  const last = [keys.environment(name), keys.environmentLock(name)];
  for (const key of await bucket.keys(`${ENVIRONMENTS}${name}/`)) {
    if (last.includes(key)) continue;
    const found = await bucket.get(key);
    if (!found) continue;
    await context.beforeWrite();
    await bucket.delete(key, found.etag);
  }
  const records = new EnvironmentRecords(bucket);
  // Someone who extends it meanwhile changes the record, and does not stop its removal.
  for (let found = await records.read(name); found; found = await records.read(name)) {
    await context.beforeWrite();
    await records.delete(name, found.etag);
  }
}
