import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { openStateDatabase } from "../state/damaged-state";

/**
 * Queues and messages, in tables of their own: receiving is a search by queue and time, which the account's sorted maps
 * (`state/database.ts`) would need two entries for. What was committed survives `kill -9`.
 */
const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS queues (name TEXT PRIMARY KEY, record TEXT NOT NULL) WITHOUT ROWID, STRICT;
  CREATE TABLE IF NOT EXISTS messages (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    queue TEXT NOT NULL,
    id TEXT NOT NULL,
    content TEXT NOT NULL,
    sent_at INTEGER NOT NULL,
    entered_at INTEGER NOT NULL,
    visible_at INTEGER NOT NULL,
    receipt TEXT,
    received_at INTEGER,
    first_received_at INTEGER,
    receive_count INTEGER NOT NULL DEFAULT 0,
    dead_letter_source TEXT,
    earlier_receives INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX IF NOT EXISTS messages_by_visibility ON messages (queue, visible_at, sequence);
  CREATE INDEX IF NOT EXISTS messages_by_age ON messages (queue, sent_at);
  CREATE TABLE IF NOT EXISTS move_tasks (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT NOT NULL, record TEXT NOT NULL
  ) STRICT;
`;

export function openDatabase(file: string): DatabaseSync {
  mkdirSync(dirname(file), { recursive: true });
  const database = openStateDatabase(file, SCHEMA);
  const columns = database.prepare("PRAGMA table_info(messages)").all();
  // The database of an account that is older than the column.
  if (!columns.some(({ name }) => name === "earlier_receives"))
    database.exec("ALTER TABLE messages ADD COLUMN earlier_receives INTEGER NOT NULL DEFAULT 0");
  return database;
}

/** Runs `work`: all that it writes is kept, or, when it throws, nothing. */
export function transaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    // SQLite may have rolled it back by itself, as on a full disk.
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}
