import type { DatabaseSync } from "node:sqlite";
import { queueDoesNotExist } from "../errors";
import type { QueueRecord } from "../model";

/** The account's queues, on disk. */
export class QueueTable {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  find(name: string): QueueRecord | undefined {
    const row = this.#database.prepare("SELECT record FROM queues WHERE name = ?").get(name);
    return row === undefined ? undefined : (JSON.parse(row.record as string) as QueueRecord);
  }

  /** @throws AwsError (QueueDoesNotExist) */
  get(name: string): QueueRecord {
    const record = this.find(name);
    if (record === undefined) throw queueDoesNotExist();
    return record;
  }

  /** In the order of their names. */
  all(): QueueRecord[] {
    const rows = this.#database.prepare("SELECT record FROM queues ORDER BY name").all();
    return rows.map(({ record }) => JSON.parse(record as string) as QueueRecord);
  }

  put(record: QueueRecord): void {
    this.#database
      .prepare("INSERT OR REPLACE INTO queues (name, record) VALUES (?, ?)")
      .run(record.name, JSON.stringify(record));
  }

  delete(name: string): void {
    this.#database.prepare("DELETE FROM queues WHERE name = ?").run(name);
  }
}
