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
  const { bucket, environment, records, emit, user, command } = context;
  const { lease, waited } = await Lease.acquire({
    bucket,
    key: keys.lock(environment.name, service),
    subject: `${service} in ${environment.name}`,
    user,
    command,
    force: context.forceUnlock,
    signal: context.signal,
    onWait: (by) => emit({ type: "locked", service, by }),
    onTakeover: (by, why) => emit({ type: "unlocked", service, by, why }),
  });
  try {
    let recorded: ServiceRecord | undefined;
    let marked: ServiceRecord | undefined;
    await records.update(service, (before) => {
      recorded = before;
      marked = { functions: {}, ...before, pending: true, ...mark, by: user, at: new Date().toISOString() };
      return marked;
    });
    const guarded: Context = {
      ...context,
      beforeWrite: async () => {
        await context.beforeWrite();
        await lease.confirm();
        context.signal.throwIfAborted();
        context.touched.add(service);
      },
    };
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
