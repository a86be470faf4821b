import { randomUUID } from "node:crypto";
import { complain } from "../../terminal/complain";
import { bestEffort } from "./best-effort";
import type { Database } from "./database";

/**
 * What becomes of work after a try: it is `done`, it is to be tried `again` as `value`, not before `at` (milliseconds since the
 * epoch), or it stays as it is until the account starts again (`keep`).
 */
export type Verdict<T> = "done" | "keep" | { readonly again: T; readonly at: number };

export interface WorkQueueOptions<T> {
  readonly database: Database;
  /** Space of the database that is the queue's alone. */
  readonly space: string;
  /** Does a piece of work. A rejection is a mistake of the account's own: it is printed, and counts as `keep`. */
  readonly work: (value: T) => Promise<Verdict<T>>;
}

/** Longest time that a timer takes (Node: 2^31 - 1 ms); what is due later is looked at again then. */
const MAX_TIMER = 2_147_483_647;

/**
 * Work that survives the end of the process: what was pushed is done at least once, also after `kill -9`. All that is due is under
 * way at once; what is due later waits for one timer, so that an idle queue costs nothing.
 */
export class WorkQueue<T> {
  readonly #options: WorkQueueOptions<T>;
  readonly #running = new Map<string, Promise<void>>();
  #pushed = 0;
  #timer: NodeJS.Timeout | undefined;
  #timerAt = Number.POSITIVE_INFINITY;
  #stopped = false;

  /** Goes on with what an earlier process has left. */
  constructor(options: WorkQueueOptions<T>) {
    this.#options = options;
    this.#wakeAt(Date.now());
  }

  /** Keeps the work, all of it or none; it is on disk when this returns, and begins at `at` (default: now). */
  push(values: readonly T[], at = Date.now()): void {
    const entries = values.map((value) => ({ key: this.#key(at), value }));
    this.#options.database.transaction(() => {
      for (const { key, value } of entries) this.#options.database.put(this.#options.space, key, value);
    });
    if (at > Date.now()) this.#wakeAt(at);
    else for (const { key, value } of entries) this.#begin(key, value);
  }

  /** Begins nothing more. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  /** Stops, and resolves when nothing is under way; the database may be closed then. */
  async close(): Promise<void> {
    this.stop();
    await Promise.all(this.#running.values());
  }

  #begin(key: string, value: T): void {
    if (this.#stopped) return;
    this.#running.set(
      key,
      this.#do(key, value).finally(() => this.#running.delete(key)),
    );
  }

  async #do(key: string, value: T): Promise<void> {
    try {
      this.#settle(key, await this.#options.work(value));
    } catch (error) {
      complain(`${(error as Error).stack}`);
    }
  }

  #settle(key: string, verdict: Verdict<T>): void {
    const { database, space } = this.#options;
    if (verdict === "keep") return;
    if (verdict === "done") {
      database.delete(space, key);
      return;
    }
    database.transaction(() => {
      database.delete(space, key);
      database.put(space, this.#key(verdict.at), verdict.again);
    });
    this.#wakeAt(verdict.at);
  }

  #wakeAt(at: number): void {
    if (this.#stopped || at >= this.#timerAt) return;
    clearTimeout(this.#timer);
    this.#timerAt = at;
    const delay = Math.min(Math.max(0, at - Date.now()), MAX_TIMER);
    this.#timer = setTimeout(() => bestEffort("going on with work", () => this.#wake()), delay);
    this.#timer.unref();
  }

  #wake(): void {
    this.#timerAt = Number.POSITIVE_INFINITY;
    const { database, space } = this.#options;
    const soon = time(Date.now() + 1);
    for (const { key, value } of database.entries(space, { lt: soon })) {
      if (!this.#running.has(key)) this.#begin(key, value as T);
    }
    for (const { key } of database.entries(space, { gte: soon, limit: 1 })) {
      this.#wakeAt(Number.parseInt(key, 10));
    }
  }

  /** Keys are in the order in which work is due, and then in that in which it came. */
  #key(at: number): string {
    this.#pushed += 1;
    return `${time(at)}-${String(this.#pushed).padStart(12, "0")}-${randomUUID()}`;
  }
}

function time(milliseconds: number): string {
  return String(Math.ceil(milliseconds)).padStart(15, "0");
}
