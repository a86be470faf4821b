import { setTimeout as sleep } from "node:timers/promises";
import { batches } from "./batches";
import type { Event } from "./define-event";
import { entryBytes, MAX_REQUEST_BYTES, type PutEventsEntry, putEventsEntry } from "./put-events-entry";

/** An entry that EventBridge did not take is sent so many times in all; the SDK repeats failed requests by itself. */
const ATTEMPTS = 3;
const FIRST_PAUSE_MS = 50;

/** EventBridge did not take some events. The others are published. */
export class PublishError extends Error {
  override readonly name = "PublishError";

  /** @param failed ids of the events, with EventBridge's error code for each */
  constructor(readonly failed: ReadonlyMap<string, string>) {
    const events = [...failed].map(([id, code]) => `${id} (${code})`).join(", ");
    super(
      `EventBridge did not take ${failed.size} events after ${ATTEMPTS} attempts: ${events}; publish them again`,
    );
  }
}

/** Who publishes. Environments share the default event bus, and rules match this exactly. */
export interface Publisher {
  /** `FERRY_ENVIRONMENT`, e.g. `dev-mina`. */
  readonly environment: string;
  /** `FERRY_SERVICE`, e.g. `orders`. */
  readonly service: string;
}

/**
 * Publishes events on EventBridge's default bus. EventBridge's client is loaded at the first call.
 *
 * @throws EventTooLargeError before anything is sent, PublishError if some were not taken, errors of the SDK if the call failed
 */
export async function publish(
  { environment, service }: Publisher,
  events: readonly Event[],
  signal?: AbortSignal,
): Promise<void> {
  const traceHeader = process.env._X_AMZN_TRACE_ID;
  const pending = events.map((event) => ({
    id: event.id,
    entry: putEventsEntry(event, `${environment}.${service}`, traceHeader),
  }));
  if (pending.length === 0) return;
  const failed = new Map<string, string>();
  for (const batch of batches(pending, ({ entry }) => entryBytes(entry), MAX_REQUEST_BYTES)) {
    for (const [id, code] of await publishBatch(batch, signal)) failed.set(id, code);
  }
  if (failed.size > 0) throw new PublishError(failed);
}

interface Pending {
  readonly id: string;
  readonly entry: PutEventsEntry;
}

/** Ids of those that EventBridge did not take in any attempt, with its error codes. */
async function publishBatch(
  batch: readonly Pending[],
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, string>> {
  const { putEvents } = await import("./event-bus");
  let left = batch;
  for (let attempt = 1; ; attempt++) {
    const results = await putEvents(
      left.map(({ entry }) => entry),
      signal,
    );
    const refused = left.flatMap((pending, index) => {
      const result = results[index];
      return result?.EventId ? [] : [{ pending, code: result?.ErrorCode ?? "NoResult" }];
    });
    if (refused.length === 0 || attempt === ATTEMPTS)
      return new Map(refused.map(({ pending, code }) => [pending.id, code]));
    left = refused.map(({ pending }) => pending);
    // With jitter, so that functions that were refused together do not come back together.
    await sleep(FIRST_PAUSE_MS * 2 ** attempt * Math.random(), undefined, { ...(signal && { signal }) });
  }
}
