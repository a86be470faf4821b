import { randomUUID } from "node:crypto";
import { performance } from "node:perf_hooks";
import { poll } from "../../aws/client/poll";
import { FerryError } from "../../error";
import type { Bucket } from "../bucket";
import { describeLock, LEASE, type Lock, parseLock, type Takeover, takeover, Unreadable } from "./lock";
import { thisHolder } from "./process";

/** Pace of renewals, in milliseconds: two may fail before the lease is over. */
const HEARTBEAT = 10_000;

/** A write begins only if the lock was known to be held within so many milliseconds. */
const CONFIRMED_WITHIN = LEASE / 2;

export interface LeaseOptions {
  readonly bucket: Bucket;
  readonly key: string;
  /** What is locked, for people: `orders in dev-alice`. */
  readonly subject: string;
  readonly user: string;
  readonly command: string;
  /** Take it from whoever has it. */
  readonly force: boolean;
  readonly signal: AbortSignal;
  /** Told once for each holder that is waited for. */
  readonly onWait: (holder: string) => void;
  readonly onTakeover: (holder: string, why: Takeover) => void;
}

/**
 * A lock in S3 that is taken by a conditional write, renewed while it is held, and free again when its holder gives it back, ends or
 * is not heard of for `LEASE`. It keeps deploys from crossing each other; that none overwrites another's work is for the
 * revisions to see to that every write carries.
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
    // A renewal that fails is repeated; if the lock is needed before, `confirm` tells why.
    this.#heartbeat = setInterval(() => void this.#renew().catch(() => undefined), HEARTBEAT);
    this.#heartbeat.unref();
  }

  /**
   * Takes the lock, once nobody else has it.
   * @returns `waited` tells whether someone else had it, and may have changed what was observed before
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
    let told: string | undefined;
    const held = await poll(async (): Promise<Held | undefined> => {
      const asked = moment();
      const etag = await bucket.put(key, JSON.stringify(lock), "absent");
      if (etag !== undefined) return { etag, asked };
      const found = await bucket.get(key);
      if (!found) return undefined;
      const other = parseLock(found.text);
      // The answer to an attempt of this very process was lost.
      if (isHold(other, lock)) return { etag: found.etag, asked };
      waited = true;
      const holder = describeLock(other);
      const why = takeover(found, other, options.force && told === undefined);
      if (why !== undefined) {
        const taken = await bucket.put(key, JSON.stringify(lock), { etag: found.etag });
        if (taken === undefined) return undefined;
        options.onTakeover(holder, why);
        return { etag: taken, asked };
      }
      if (other instanceof Unreadable) throw unreadable(options, other);
      if (told !== holder) options.onWait(holder);
      told = holder;
      return undefined;
    }, signal);
    return { lease: new Lease(options, lock, held), waited };
  }

  /**
   * To be asked before each write.
   * @throws FerryError `LockLost` where someone else has taken the lock
   */
  async confirm(): Promise<void> {
    if (!this.#lost && since(this.#confirmed) > CONFIRMED_WITHIN) await this.#renew();
    if (this.#lost) throw this.#lost;
  }

  /** Gives the lock back, so that nobody has to wait for its end. */
  async release(): Promise<void> {
    clearInterval(this.#heartbeat);
    await this.#renewing?.catch(() => undefined);
    if (this.#lost) return;
    // Not worth a failed deploy: the lock expires by itself.
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
      // The renewal took effect, and its answer was lost.
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
      `the lock of ${this.#options.subject} was lost: ${holder === undefined ? "someone removed it" : `${holder} has it now`}`,
      { next: "let the other deploy finish, then run the same command again" },
    );
  }
}

/** Whether what was found is the same hold of the lock. */
function isHold(found: Lock | Unreadable, lock: Lock): boolean {
  return !(found instanceof Unreadable) && found.id === lock.id;
}

/** There is nothing to wait for: a damaged lock is never given back, and one of a newer deployer may last longer than ours. */
function unreadable({ subject, bucket, key }: LeaseOptions, { problem }: Unreadable): FerryError {
  return new FerryError(
    "LockUnreadable",
    `the lock of ${subject} cannot be read: ${key} in the bucket ${bucket.name}: ${problem}`,
    {
      next: "see that no other deploy of it is running, of a newer version of Ferry for instance; then run the same command with --force-unlock",
    },
  );
}

interface Held {
  readonly etag: string;
  readonly asked: Moment;
}

/** By two clocks: the monotonic one may stand still while the machine sleeps, and the other may be set back. */
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
