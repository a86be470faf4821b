import { join } from "node:path";
import { Database } from "../../state/database";
import { type Verdict, WorkQueue } from "../../state/work-queue";
import type { AsyncSettings } from "../event-invoke-config/event-invoke-config";
import type { AsyncEvent, AsyncOutcome } from "./async-event";

/** Pause after the first throttle, doubled with each further one, and the longest; milliseconds. */
const THROTTLE_DELAY = 1000;
const MAX_THROTTLE_DELAY = 5 * 60 * 1000;

export interface AsyncQueueOptions {
  /** Lambda's own folder. */
  readonly folder: string;
  /** Milliseconds before the retry of that number, from 1, of an event whose function failed. */
  readonly retryDelay: (retry: number) => number;
  /** Runs the function for an event; never rejects. */
  readonly attempt: (event: AsyncEvent) => Promise<AsyncOutcome>;
  readonly settings: (event: AsyncEvent) => AsyncSettings;
  /** Whether the function's reserved concurrency is zero: no event is tried. */
  readonly disabled: (event: AsyncEvent) => boolean;
  /** Notifies the event's destinations of how it ended. */
  readonly ended: (event: AsyncEvent, end: AsyncEnd) => Promise<void>;
}

/** How an event left the queue (`condition` of a destination's record). */
export interface AsyncEnd {
  readonly condition: "Success" | "RetriesExhausted" | "EventAgeExceeded" | "ZeroReservedConcurrency";
  /** Of the last try, if there was one that the function was run for. */
  readonly outcome?: Extract<AsyncOutcome, { version: string }>;
}

/**
 * Asynchronous events (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html): a function that fails is
 * tried again, twice by default; a throttled event is tried again until it is too old, six hours by default, and is given up at once where the
 * function's reserved concurrency is zero. Events survive the end of the account: one that was under way is run again from the same try.
 */
export class AsyncQueue {
  readonly #options: AsyncQueueOptions;
  readonly #database: Database;
  readonly #queue: WorkQueue<AsyncEvent>;
  #stopping = false;

  constructor(options: AsyncQueueOptions) {
    this.#options = options;
    this.#database = new Database(join(options.folder, "async.db"));
    this.#queue = new WorkQueue({
      database: this.#database,
      space: "events",
      work: (event) => this.#try(event),
    });
  }

  /** Keeps the event; it is on disk when this returns. */
  push(event: AsyncEvent): void {
    this.#queue.push([event]);
  }

  /** Starts nothing more: functions that are stopped from now on do not count as failed. */
  stop(): void {
    this.#stopping = true;
    this.#queue.stop();
  }

  async close(): Promise<void> {
    this.stop();
    await this.#queue.close();
    this.#database.close();
  }

  async #try(event: AsyncEvent): Promise<Verdict<AsyncEvent>> {
    const settings = this.#options.settings(event);
    const expiry = event.since + settings.maximumAge;
    if (Date.now() >= expiry) return await this.#end(event, { condition: "EventAgeExceeded" });
    if (this.#options.disabled(event))
      return await this.#end(event, { condition: "ZeroReservedConcurrency" });
    const outcome = await this.#options.attempt(event);
    if (outcome.kind === "success") return await this.#end(event, { condition: "Success", outcome });
    if (this.#stopping) return "keep";
    // Its retries would fail as well: Lambda drops it.
    if (outcome.kind === "gone") return "done";
    if (outcome.kind === "throttled") {
      const delay = Math.min(THROTTLE_DELAY * 2 ** event.throttles, MAX_THROTTLE_DELAY);
      return {
        again: { ...event, throttles: event.throttles + 1 },
        at: Math.min(Date.now() + delay, expiry),
      };
    }
    const failed = { ...event, failures: event.failures + 1 };
    if (failed.failures > settings.maximumRetries) {
      return await this.#end(failed, { condition: "RetriesExhausted", outcome });
    }
    const at = Date.now() + this.#options.retryDelay(failed.failures);
    if (at >= expiry) return await this.#end(failed, { condition: "EventAgeExceeded", outcome });
    return { again: failed, at };
  }

  async #end(event: AsyncEvent, end: AsyncEnd): Promise<"done"> {
    await this.#options.ended(event, end);
    return "done";
  }
}
