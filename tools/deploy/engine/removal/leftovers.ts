import { Conflict } from "../../aws/client/failure";
import { listEnvironments } from "../../bucket/environment/listed";
import { EnvironmentRecords } from "../../bucket/environment/records";
import { ENVIRONMENTS, keys } from "../../bucket/keys";
import type { Context } from "../../context/context";
import { LOG_GROUP_PREFIX, type MayBeOf, ownLogGroups } from "../../plan/removal/belongings";
import { type Subject, serviceOf } from "../../plan/removal/subject";

/** Attempts to delete a record while others keep changing it. */
const ATTEMPTS = 20;

/**
 * Deletes log groups of functions that are gone: their last lines may arrive after the log group was deleted with its stack, and
 * create it again.
 * @param retained names that stay, since a template says so
 * @returns those that it deleted
 */
export async function deleteLogGroups(
  context: Context,
  subject: Subject,
  mayBeOf: MayBeOf,
  retained: ReadonlySet<string>,
): Promise<readonly string[]> {
  const { environment, session } = context;
  const { name } = environment;
  const services = subject.stacks.flatMap((stack) => serviceOf(stack, name) ?? []);
  const found = await session.logs.groups(`${LOG_GROUP_PREFIX}${name}-`);
  const deleted: string[] = [];
  const candidates = ownLogGroups(found, name, services, mayBeOf);
  if (candidates.length === 0) return [];
  // An environment that begins in the same way may be in creation, and have log groups before it has their functions.
  const present = new Set((await listEnvironments(context.bucket)).environments.map((one) => one.name));
  const mayBeOfNow = (other: string): boolean => mayBeOf(other) || present.has(other);
  for (const group of ownLogGroups(candidates, name, services, mayBeOfNow)) {
    // Of a function that is there, whose environment's name begins in the same way.
    const isUsed = await session.functions.version(group.slice(LOG_GROUP_PREFIX.length), "$LATEST");
    if (isUsed || retained.has(group)) continue;
    await context.beforeWrite();
    await session.logs.deleteGroup(group);
    deleted.push(group);
  }
  return deleted;
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
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const found = await records.read(name);
    if (!found) return;
    await context.beforeWrite();
    await records.delete(name, found.etag);
  }
  throw new Conflict(`others keep changing the record of ${name}`);
}
