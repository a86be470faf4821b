import { poll } from "../../aws/client/poll";
import { keys } from "../../bucket/keys";
import { lockUnreadable } from "../../bucket/lock/lease";
import { describeLock, type Lock, parseLock, takeover, Unreadable } from "../../bucket/lock/lock";
import type { Context } from "../../context/context";

/** A lock of a service that is held. */
export interface HeldLock {
  readonly service: string;
  readonly lock: Lock | Unreadable;
}

/** The locks of an environment's services that someone holds: it is in use. None with `--force-unlock`. */
export async function heldLocks({ bucket, environment, forceUnlock }: Context): Promise<readonly HeldLock[]> {
  if (forceUnlock) return [];
  const found = await bucket.keys(keys.lock(environment.name, "").replace(/\.json$/, ""));
  const locks = await Promise.all(
    found.map(async (key): Promise<HeldLock[]> => {
      const stored = await bucket.get(key);
      if (!stored) return [];
      const lock = parseLock(stored.text);
      if (takeover(stored, lock, false) !== undefined) return [];
      return [{ service: key.replace(/^.*\/|\.json$/g, ""), lock }];
    }),
  );
  return locks.flat();
}

/**
 * Waits until no lock of the environment's services is held.
 * @throws FerryError `LockUnreadable` for one that may never be released
 */
export async function unlocked(context: Context): Promise<void> {
  const { bucket, environment } = context;
  const reported = new Set<string>();
  await poll(async () => {
    const held = await heldLocks(context);
    for (const { service, lock } of held) {
      if (lock instanceof Unreadable)
        throw lockUnreadable(
          { subject: `${service} in ${environment.name}`, bucket, key: keys.lock(environment.name, service) },
          lock,
        );
      const holder = describeLock(lock);
      if (reported.has(holder)) continue;
      reported.add(holder);
      context.emit({ type: "locked", service: environment.name, by: holder });
    }
    return held.length === 0 ? true : undefined;
  }, context.signal);
}
