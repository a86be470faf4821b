import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { openStateDatabase } from "./damaged-state";

/** A range of keys, in the order of their UTF-8 bytes. Bounds that are not there are open. */
export interface KeyRange {
  readonly gt?: string;
  readonly gte?: string;
  readonly lt?: string;
  readonly lte?: string;
  readonly reverse?: boolean;
  /** At most so many; -1 for all. */
  readonly limit?: number;
}

export interface Entry {
  readonly key: string;
  readonly value: unknown;
}

const PAGE = 100;

/**
 * Sorted maps of JSON values ("spaces") in one SQLite file. It is Node's own SQLite, so that there is no native file to ship.
 * What was committed survives `kill -9`; after a loss of power the last commits may be missing, but none in part.
 */
export class Database {
  readonly #database: DatabaseSync;
  readonly #get: StatementSync;
  readonly #put: StatementSync;
  readonly #delete: StatementSync;
  #open = true;

  constructor(file: string) {
    mkdirSync(dirname(file), { recursive: true });
    this.#database = openStateDatabase(
      file,
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; CREATE TABLE IF NOT EXISTS entries (space TEXT NOT NULL, key BLOB NOT NULL, value TEXT NOT NULL, PRIMARY KEY (space, key)) WITHOUT ROWID, STRICT",
    );
    this.#get = this.#database.prepare("SELECT value FROM entries WHERE space = ? AND key = ?");
    this.#put = this.#database.prepare("INSERT OR REPLACE INTO entries (space, key, value) VALUES (?, ?, ?)");
    this.#delete = this.#database.prepare("DELETE FROM entries WHERE space = ? AND key = ?");
  }

  get(space: string, key: string): unknown {
    this.#check();
    const row = this.#get.get(space, Buffer.from(key));
    return row === undefined ? undefined : JSON.parse(row.value as string);
  }

  put(space: string, key: string, value: unknown): void {
    this.#check();
    this.#put.run(space, Buffer.from(key), JSON.stringify(value));
  }

  delete(space: string, key: string): void {
    this.#check();
    this.#delete.run(space, Buffer.from(key));
  }

  deleteSpace(space: string): void {
    this.#check();
    this.#database.prepare("DELETE FROM entries WHERE space = ?").run(space);
  }

  /** Reads page by page, so that the entries may change while they are read. */
  *entries(space: string, range: KeyRange = {}): Generator<Entry> {
    const { reverse = false } = range;
    let left = range.limit === undefined || range.limit < 0 ? Number.POSITIVE_INFINITY : range.limit;
    let from = range;
    while (left > 0) {
      const page = this.#page(space, from, Math.min(PAGE, left));
      yield* page;
      left -= page.length;
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) return;
      const { gt, gte, lt, lte } = range;
      from = reverse
        ? { ...bound("gt", gt), ...bound("gte", gte), lt: last.key, reverse }
        : { gt: last.key, ...bound("lt", lt), ...bound("lte", lte), reverse };
    }
  }

  /**
   * Runs `work`: all that it writes before it returns is kept, or, when it throws, nothing.
   * What it writes later, in callbacks, is kept write by write.
   */
  transaction<T>(work: () => T): T {
    this.#check();
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      const result = work();
      this.#database.exec("COMMIT");
      return result;
    } catch (error) {
      // SQLite may have taken it back by itself, as on a full disk.
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      throw error;
    }
  }

  /** Runs `work` within a transaction, and takes back what it writes. */
  attempt<T>(work: () => T): T {
    this.#check();
    this.#database.exec("SAVEPOINT attempt");
    try {
      return work();
    } finally {
      this.#database.exec("ROLLBACK TO attempt; RELEASE attempt");
    }
  }

  close(): void {
    this.#open = false;
    this.#database.close();
  }

  #page(space: string, range: KeyRange, limit: number): Entry[] {
    this.#check();
    const conditions = ["space = ?"];
    const values: (string | Buffer)[] = [space];
    for (const [name, operator] of OPERATORS) {
      const value = range[name];
      if (value === undefined) continue;
      conditions.push(`key ${operator} ?`);
      values.push(Buffer.from(value));
    }
    const order = range.reverse ? "DESC" : "ASC";
    const sql = `SELECT key, value FROM entries WHERE ${conditions.join(" AND ")} ORDER BY key ${order} LIMIT ?`;
    return this.#database
      .prepare(sql)
      .all(...values, limit)
      .map((row) => ({
        key: Buffer.from(row.key as Uint8Array).toString("utf8"),
        value: JSON.parse(row.value as string),
      }));
  }

  /** dynalite knows this message, from timers that end after a close. */
  #check(): void {
    if (!this.#open) throw new Error("Database is closed");
  }
}

const OPERATORS = [
  ["gt", ">"],
  ["gte", ">="],
  ["lt", "<"],
  ["lte", "<="],
] as const;

function bound(name: "gt" | "gte" | "lt" | "lte", value: string | undefined): KeyRange {
  return value === undefined ? {} : { [name]: value };
}
