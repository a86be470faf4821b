import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { DamagedState, readStateFile } from "./damaged-state";

/**
 * Writes a file so that a reader, or a process started after a crash, sees the old bytes or the new ones and never a part:
 * a temporary file beside it, then `rename(2)`.
 */
export function writeFileAtomic(path: string, data: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    writeFileSync(temporary, data, { mode: 0o600 });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw Object.assign(error as Error, { path });
  }
}

const Record = z.object({ key: z.string(), value: z.unknown() });

/** Records of one kind, each a JSON file in a folder of the account's state; all of them are held in memory. */
export class Collection<T> {
  readonly #folder: string;
  readonly #records = new Map<string, T>();

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
    for (const file of readdirSync(folder)) {
      if (!file.endsWith(".json")) continue;
      const record = Record.safeParse(readStateFile(join(folder, file)));
      if (!record.success) throw new DamagedState(join(folder, file), "it is not a record of the account");
      this.#records.set(record.data.key, record.data.value as T);
    }
  }

  get(key: string): T | undefined {
    return this.#records.get(key);
  }

  /** In the order of the keys. */
  values(): T[] {
    return [...this.#records.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
  }

  /** Keeps the record; it is on disk when this returns. */
  put(key: string, value: T): void {
    writeFileAtomic(this.#path(key), `${JSON.stringify({ key, value })}\n`);
    this.#records.set(key, value);
  }

  delete(key: string): void {
    rmSync(this.#path(key), { force: true });
    this.#records.delete(key);
  }

  #path(key: string): string {
    return join(this.#folder, `${encodeURIComponent(key)}.json`);
  }
}
