import { isDeepStrictEqual } from "node:util";
import { keys } from "../bucket/keys";
import { Lease } from "../bucket/lock/lease";
import type { ServiceRecord } from "../bucket/record/record";
import type { Context } from "../context/context";

/**
 * Does the work on a service of which no other deploy to the environment may do any: takes the lock, marks the service as
 * pending in the record, and gives the lock back at the end. Whoever only reads needs none.
 * @param work given a context whose `beforeWrite` also checks the lock, whether someone else had the lock before, in which case what
 *   was observed may be old, and what the record said of the service. It takes the mark away by recording what it leaves; where it
 *   fails, the mark stays, unless it had not written anything yet.
 */
export async function withLease<T>(
  context: Context,
  service: string,
  work: (guarded: Context, waited: boolean, recorded: ServiceRecord | undefined) => Promise<T>,
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
      marked = { functions: {}, ...before, pending: true, by: user, at: new Date().toISOString() };
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
      // A refusal is its own error, whatever becomes of the mark: a look at what stands there takes it away, too. Another's stays.
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
