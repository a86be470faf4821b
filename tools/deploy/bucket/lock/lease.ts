import { randomUUID } from "node:crypto";
import { performance } from "node:perf_hooks";
import { poll } from "../../aws/client/poll";
import { FerryError } from "../../error";
import type { Bucket } from "../bucket";
import { describeLock, LEASE, type Lock, parseLock, type Takeover, takeover, Unreadable } from "./lock";
import { thisHolder } from "./process";

/** Interval of renewals, in milliseconds: two may fail before the lease expires. */
const HEARTBEAT = 10_000;

/** A write begins only if the lock was confirmed within this many milliseconds. */
const CONFIRMED_WITHIN = LEASE / 2;

export interface LeaseOptions {
  readonly bucket: Bucket;
  readonly key: string;
  /** What is locked, for messages: `orders in dev-alice`. */
  readonly subject: string;
  readonly user: string;
  readonly command: string;
  /** Take the lock over from its holder. */
  readonly force: boolean;
  readonly signal: AbortSignal;
  /** Called once for each holder that is waited for. */
  readonly onWait: (holder: string) => void;
  readonly onTakeover: (holder: string, why: Takeover) => void;
}

/**
 * A lock in S3, acquired by a conditional write and renewed while held. It is free again when its holder releases it or ends, or
 * when it expires after `LEASE`. It keeps deploys from interfering; the revision that every write carries keeps them from
 * overwriting each other's changes.
 */
export class Lease {
  readonly #options: LeaseOptions;
  #lock: Lock;
  #etag: string;
  #confirmed: Moment;
  #renewing: Promise<void> | undefined;
  #lost: FerryError | undefined;
  readonly #heartbeat: NodeJS.Timeout;

  private constructor(options: LeaseOptions, lock: Lock, held: Held) {
    this.#options = options;
    this.#lock = lock;
    this.#etag = held.etag;
    this.#confirmed = held.asked;
    // A failed renewal is retried at the next interval; if the lock is needed before, `confirm` throws the error.
    this.#heartbeat = setInterval(() => void this.#renew().catch(() => undefined), HEARTBEAT);
    this.#heartbeat.unref();
  }

  /**
   * Acquires the lock once it is free.
   * @returns `waited` is true if there was another holder, which may have changed what was observed before
   */
  static async acquire(options: LeaseOptions): Promise<{ readonly lease: Lease; readonly waited: boolean }> {
    const { bucket, key, signal } = options;
    const lock: Lock = {
      version: 1,
      id: randomUUID(),
      holder: thisHolder(options.user),
      command: options.command,
      since: new Date().toISOString(),
      renewal: 0,
    };
    let waited = false;
    let reported: string | undefined;
    const held = await poll(async (): Promise<Held | undefined> => {
      const asked = moment();
      const etag = await bucket.put(key, JSON.stringify(lock), "absent");
      if (etag !== undefined) return { etag, asked };
      const found = await bucket.get(key);
      if (!found) return undefined;
      const other = parseLock(found.text);
      // The response to this process's own attempt was lost.
      if (isHold(other, lock)) return { etag: found.etag, asked };
      waited = true;
      const holder = describeLock(other);
      const why = takeover(found, other, options.force && reported === undefined);
      if (why !== undefined) {
        const taken = await bucket.put(key, JSON.stringify(lock), { etag: found.etag });
        if (taken === undefined) return undefined;
        options.onTakeover(holder, why);
        return { etag: taken, asked };
      }
      if (other instanceof Unreadable) throw lockUnreadable(options, other);
      if (reported !== holder) options.onWait(holder);
      reported = holder;
      return undefined;
    }, signal);
    return { lease: new Lease(options, lock, held), waited };
  }

  /**
   * To be called before each write.
   * @throws FerryError `LockLost` if another deploy has taken the lock
   */
  async confirm(): Promise<void> {
    if (!this.#lost && since(this.#confirmed) > CONFIRMED_WITHIN) await this.#renew();
    if (this.#lost) throw this.#lost;
  }

  /** Releases the lock, so that others need not wait until it expires. */
  async release(): Promise<void> {
    clearInterval(this.#heartbeat);
    await this.#renewing?.catch(() => undefined);
    if (this.#lost) return;
    // A failure is ignored: the lock expires by itself.
    await this.#options.bucket.delete(this.#options.key, this.#etag).catch(() => undefined);
  }

  #renew(): Promise<void> {
    this.#renewing ??= this.#write().finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  async #write(): Promise<void> {
    const { bucket, key } = this.#options;
    const asked = moment();
    const lock = { ...this.#lock, renewal: this.#lock.renewal + 1 };
    let etag = await bucket.put(key, JSON.stringify(lock), { etag: this.#etag });
    if (etag === undefined) {
      const found = await bucket.get(key);
      const other = found && parseLock(found.text);
      if (!found || !other || !isHold(other, lock)) {
        this.#lose(other && describeLock(other));
        return;
      }
      // The renewal took effect, but its response was lost.
      etag = found.etag;
    }
    this.#lock = lock;
    this.#etag = etag;
    this.#confirmed = asked;
  }

  #lose(holder: string | undefined): void {
    clearInterval(this.#heartbeat);
    this.#lost = new FerryError(
      "LockLost",
      `the lock of ${this.#options.subject} was lost: ${holder === undefined ? "it was deleted" : `${holder} holds it now`}`,
      { next: "let the other deploy finish, then run the same command again" },
    );
  }
}

/** Whether what was found is the same acquisition of the lock. */
function isHold(found: Lock | Unreadable, lock: Lock): boolean {
  return !(found instanceof Unreadable) && found.id === lock.id;
}

/** Waiting is pointless: a damaged lock is never released, and a newer deployer's may stay valid longer. */
export function lockUnreadable(
  { subject, bucket, key }: Pick<LeaseOptions, "subject" | "bucket" | "key">,
  { problem }: Unreadable,
): FerryError {
  return new FerryError(
    "LockUnreadable",
    `the lock of ${subject} cannot be read: ${key} in the bucket ${bucket.name}: ${problem}`,
    {
      next: "make sure that no other deploy of it is running, for instance by a newer version of Ferry; then run the same command with --force-unlock",
    },
  );
}

interface Held {
  readonly etag: string;
  readonly asked: Moment;
}

/** Two clocks: the monotonic one may stop while the machine sleeps, and the wall clock may be set back. */
interface Moment {
  readonly monotonic: number;
  readonly wall: number;
}

function moment(): Moment {
  return { monotonic: performance.now(), wall: Date.now() };
}

/** Milliseconds since then. */
function since({ monotonic, wall }: Moment): number {
  return Math.max(performance.now() - monotonic, Date.now() - wall);
}
