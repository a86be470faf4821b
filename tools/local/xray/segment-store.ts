import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { openStateDatabase } from "../state/damaged-state";
import type { SegmentDocument } from "./segment";

/** Most segments; the oldest go first. */
const MAX_SEGMENTS = 50_000;

/** Seconds for which segments are kept. */
const RETENTION = 3 * 24 * 3600;

/** A trace and what is known of it. */
export interface StoredTrace {
  readonly id: string;
  /** Subsegments that came on their own are among them. */
  readonly documents: readonly SegmentDocument[];
}

/** Segments in SQLite, by their traces. What was put is on disk when `put` returns. */
export class SegmentStore {
  readonly #database: DatabaseSync;
  readonly #put: StatementSync;
  readonly #ofTrace: StatementSync;
  readonly #between: StatementSync;

  constructor(file: string) {
    mkdirSync(dirname(file), { recursive: true });
    this.#database = openStateDatabase(
      file,
      `PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
       CREATE TABLE IF NOT EXISTS segments (
         number INTEGER PRIMARY KEY AUTOINCREMENT, trace TEXT NOT NULL, id TEXT NOT NULL, document TEXT NOT NULL, UNIQUE (trace, id)
       ) STRICT`,
    );
    this.#put = this.#database.prepare("INSERT INTO segments (trace, id, document) VALUES (?, ?, ?)");
    this.#ofTrace = this.#database.prepare("SELECT document FROM segments WHERE trace = ? ORDER BY number");
    this.#between = this.#database.prepare(
      "SELECT trace, document FROM segments WHERE trace >= ? AND trace < ? ORDER BY trace DESC, number",
    );
  }

  put(documents: readonly SegmentDocument[]): void {
    for (const document of documents) this.#put.run(document.trace_id, document.id, JSON.stringify(document));
  }

  /** `undefined` where nothing is known of it. */
  trace(id: string): StoredTrace | undefined {
    const documents = this.#ofTrace.all(id).map((row) => parse(row.document));
    return documents.length === 0 ? undefined : { id, documents };
  }

  /**
   * Traces whose ids are of these times, newest first: the id has the second in which the trace began.
   * @param start seconds since the epoch
   * @param end seconds since the epoch; the second that it falls into is in the range
   */
  *traces(start: number, end: number): Generator<StoredTrace> {
    let current: { id: string; documents: SegmentDocument[] } | undefined;
    for (const row of this.#between.iterate(prefix(start), prefix(end + 1))) {
      const id = row.trace as string;
      if (current?.id !== id) {
        if (current) yield current;
        current = { id, documents: [] };
      }
      current.documents.push(parse(row.document));
    }
    if (current) yield current;
  }

  /** Drops what is too old or too much. @param now seconds since the epoch */
  sweep(now: number): void {
    this.#database.prepare("DELETE FROM segments WHERE trace < ?").run(prefix(now - RETENTION));
    this.#database
      .prepare("DELETE FROM segments WHERE number <= (SELECT MAX(number) FROM segments) - ?")
      .run(MAX_SEGMENTS);
  }

  close(): void {
    this.#database.close();
  }
}

/** Ids of later traces are greater. */
function prefix(seconds: number): string {
  return `1-${Math.max(0, Math.floor(seconds)).toString(16).padStart(8, "0")}`;
}

function parse(document: unknown): SegmentDocument {
  return JSON.parse(document as string) as SegmentDocument;
}
