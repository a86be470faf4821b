import type { LogEvent } from "../../aws/logs/logs";

/**
 * How often each event was seen. Live Tail gives events no id, so an event is what it says, where and when; a line that was
 * logged twice in one millisecond is two.
 */
export class Tally {
  readonly #counts = new Map<string, { timestamp: number; count: number }>();

  add(event: LogEvent): void {
    const entry = this.#counts.get(key(event));
    if (entry) entry.count += 1;
    else this.#counts.set(key(event), { timestamp: event.timestamp, count: 1 });
  }

  /** Takes one of this event away, and says whether there was one. */
  take(event: LogEvent): boolean {
    const entry = this.#counts.get(key(event));
    if (!entry) return false;
    entry.count -= 1;
    if (entry.count === 0) this.#counts.delete(key(event));
    return true;
  }

  /** The events since `timestamp`. */
  since(timestamp: number): Tally {
    const recent = new Tally();
    for (const [event, entry] of this.#counts) {
      if (entry.timestamp >= timestamp) recent.#counts.set(event, { ...entry });
    }
    return recent;
  }
}

function key({ group, stream, timestamp, message }: LogEvent): string {
  return JSON.stringify([group, stream, timestamp, message]);
}
