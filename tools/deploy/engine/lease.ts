import { isDeepStrictEqual } from "node:util";
import { keys } from "../bucket/keys";
import { Lease } from "../bucket/lock/lease";
import type { ServiceRecord } from "../bucket/record/record";
import type { Context } from "../context/context";

/** Work under a service's lock; see `withLease`. */
export type LeasedWork<T> = (
  guarded: Context,
  waited: boolean,
  recorded: ServiceRecord | undefined,
) => Promise<T>;

/** Acquires a lock for the run, and reports whom it waits for. @param service as progress shows it */
function acquire(
  { bucket, user, command, forceUnlock, signal, emit }: Context,
  { key, subject, service }: { readonly key: string; readonly subject: string; readonly service: string },
): ReturnType<typeof Lease.acquire> {
  return Lease.acquire({
    bucket,
    key,
    subject,
    user,
    command,
    force: forceUnlock,
    signal,
    onWait: (by) => emit({ type: "locked", service, by }),
    onTakeover: (by, why) => emit({ type: "unlocked", service, by, why }),
  });
}

/** Acquires the lock of the whole environment, which removals hold. */
export async function acquireEnvironment(context: Context): Promise<Lease> {
  const { name } = context.environment;
  const { lease } = await acquire(context, { key: keys.environmentLock(name), subject: name, service: name });
  return lease;
}

/**
 * The context of work under a lock, whose `beforeWrite` also checks the lock.
 * @param onWrite called before each write
 */
export function guardedBy(lease: Lease, context: Context, onWrite?: () => void): Context {
  return {
    ...context,
    beforeWrite: async () => {
      await context.beforeWrite();
      await lease.confirm();
      context.signal.throwIfAborted();
      onWrite?.();
    },
  };
}

/**
 * Works on a service exclusively: takes its lock, marks the service as pending in the record, and releases the lock at the end.
 * Reading needs no lock.
 * @param work gets a context whose `beforeWrite` also checks the lock; whether another deploy held the lock before, so that the
 * observed state may be outdated; and the service's record. It clears the mark by recording its result. If it fails, the mark
 * stays, unless nothing was written.
 * @param mark what the record says besides while the service is pending
 */
export async function withLease<T>(
  context: Context,
  service: string,
  work: LeasedWork<T>,
  mark: Pick<ServiceRecord, "unseeded"> = {},
): Promise<T> {
  const { environment, records, user } = context;
  const { lease, waited } = await acquire(context, {
    key: keys.lock(environment.name, service),
    subject: `${service} in ${environment.name}`,
    service,
  });
  try {
    let recorded: ServiceRecord | undefined;
    let marked: ServiceRecord | undefined;
    await records.update(service, (before) => {
      recorded = before;
      marked = { functions: {}, ...before, pending: true, ...mark, by: user, at: new Date().toISOString() };
      return marked;
    });
    const guarded = guardedBy(lease, context, () => context.touched.add(service));
    try {
      return await work(guarded, waited, recorded);
    } catch (error) {
      // Nothing was written: restore the record, unless it has changed again. Failing to do so must not hide the error.
      if (!context.touched.has(service))
        await records
          .update(service, (found) => (isDeepStrictEqual(found, marked) ? recorded : found))
          .catch(() => undefined);
      throw error;
    }
  } finally {
    await lease.release();
  }
}
