import { createHash } from "node:crypto";
import { Database } from "../state/database";
import { type Datum, type MetricName, metricKey } from "./datum";
import { type Summary, withDatum } from "./summary";

/** Minutes for which values are kept. */
const RETENTION_MINUTES = 3 * 24 * 60;

/** Milliseconds that a value may be ahead of the clock. */
const MAX_AHEAD = 2 * 60 * 60 * 1000;

/** Most metrics; of more, those go that were measured least recently. */
const MAX_METRICS = 10_000;

/** Minutes that are held in memory besides. */
const MAX_RECENT = 1000;

export interface StoredMetric extends MetricName {
  /** Minute of the newest value, since the epoch. */
  readonly newest: number;
}

/** The values of one minute. */
export interface Minute {
  /** Since the epoch. */
  readonly minute: number;
  readonly summary: Summary;
}

const METRICS = "metrics";
const MINUTES = "minutes";

/** Metrics by the minute, in SQLite: what `record` was given is there when it returns. */
export class MetricStore {
  readonly #database: Database;
  readonly #metrics = new Map<string, StoredMetric>();
  /** Minutes that were written to: most data are of the present one. */
  readonly #recent = new Map<string, Summary>();

  constructor(file: string) {
    this.#database = new Database(file);
    for (const { key, value } of this.#database.entries(METRICS))
      this.#metrics.set(key, value as StoredMetric);
  }

  /** @param now milliseconds since the epoch: what is older than the retention or too far ahead is ignored */
  record(data: readonly Datum[], now: number): void {
    const oldest = minuteOf(now) - RETENTION_MINUTES;
    const kept = data.filter(
      ({ timestamp }) => minuteOf(timestamp) >= oldest && timestamp <= now + MAX_AHEAD,
    );
    if (kept.length === 0) return;
    try {
      this.#database.transaction(() => {
        for (const datum of kept) this.#add(datum);
      });
    } catch (error) {
      // It may be ahead of what was kept.
      this.#recent.clear();
      throw error;
    }
  }

  /** All metrics that have values within the retention, in the order of their names. */
  metrics(now: number): StoredMetric[] {
    const oldest = minuteOf(now) - RETENTION_MINUTES;
    return [...this.#metrics.values()]
      .filter(({ newest }) => newest >= oldest)
      .sort((a, b) => (metricKey(a) < metricKey(b) ? -1 : 1));
  }

  /** The minutes from `from` to before `until` that have values, in their order. */
  *minutes(metric: MetricName, from: number, until: number): Generator<Minute> {
    const id = idOf(metric);
    const range = { gte: minuteKey(id, Math.max(0, from)), lt: minuteKey(id, Math.max(0, until)) };
    for (const { key, value } of this.#database.entries(MINUTES, range)) {
      yield { minute: Number(key.slice(id.length + 1)), summary: value as Summary };
    }
  }

  /** Drops what is older than the retention, and the least recent metrics where there are too many. */
  sweep(now: number): void {
    const oldest = minuteOf(now) - RETENTION_MINUTES;
    const byAge = [...this.#metrics].sort(([, a], [, b]) => b.newest - a.newest);
    for (const [index, [id, { newest }]] of byAge.entries()) {
      const gone = index >= MAX_METRICS || newest < oldest;
      this.#database.transaction(() => {
        this.#recent.clear();
        this.#dropMinutes(id, gone ? Number.MAX_SAFE_INTEGER : oldest);
        if (!gone) return;
        this.#database.delete(METRICS, id);
        this.#metrics.delete(id);
      });
    }
  }

  close(): void {
    this.#database.close();
  }

  #add(datum: Datum): void {
    const { namespace, name, dimensions } = datum;
    const id = idOf(datum);
    const minute = minuteOf(datum.timestamp);
    const key = minuteKey(id, minute);
    const known = this.#recent.get(key) ?? (this.#database.get(MINUTES, key) as Summary | undefined);
    const summary = withDatum(known, datum);
    this.#database.put(MINUTES, key, summary);
    if (this.#recent.size >= MAX_RECENT) this.#recent.clear();
    this.#recent.set(key, summary);
    const before = this.#metrics.get(id);
    if (before && before.newest >= minute) return;
    const metric = { namespace, name, dimensions, newest: minute };
    this.#database.put(METRICS, id, metric);
    this.#metrics.set(id, metric);
  }

  #dropMinutes(id: string, before: number): void {
    for (const { key } of this.#database.entries(MINUTES, {
      gte: minuteKey(id, 0),
      lt: minuteKey(id, before),
    })) {
      this.#database.delete(MINUTES, key);
    }
  }
}

/** @param time milliseconds since the epoch */
export function minuteOf(time: number): number {
  return Math.floor(time / 60_000);
}

function idOf(metric: MetricName): string {
  return createHash("sha256").update(metricKey(metric)).digest("hex").slice(0, 32);
}

/** In the order of time. */
function minuteKey(id: string, minute: number): string {
  return `${id} ${String(minute).padStart(16, "0")}`;
}
