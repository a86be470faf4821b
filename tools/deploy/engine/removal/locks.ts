import { poll } from "../../aws/client/poll";
import { keys } from "../../bucket/keys";
import { describeLock, parseLock, takeover } from "../../bucket/lock/lock";
import type { Context } from "../../context/context";

/** A lock of a service that is held. */
export interface HeldLock {
  readonly service: string;
  /** For messages. */
  readonly holder: string;
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
      return [{ service: key.replace(/^.*\/|\.json$/g, ""), holder: describeLock(lock) }];
    }),
  );
  return locks.flat();
}

/** Waits until no lock of the environment's services is held. */
export async function unlocked(context: Context): Promise<void> {
  const reported = new Set<string>();
  await poll(async () => {
    const held = await heldLocks(context);
    for (const { holder } of held)
      if (!reported.has(holder)) {
        reported.add(holder);
        context.emit({ type: "locked", service: context.environment.name, by: holder });
      }
    return held.length === 0 ? true : undefined;
  }, context.signal);
}
