import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * Writes a file so that a reader, or a process started after a crash, sees the old bytes or the new ones and never a part:
 * a temporary file beside it, then `rename(2)`.
 */
export function writeFileAtomic(path: string, data: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${randomUUID()}.tmp`;
  writeFileSync(temporary, data, { mode: 0o600 });
  renameSync(temporary, path);
}

/** Records of one kind, each a JSON file in a folder of the account's state; all of them are held in memory. */
export class Collection<T> {
  readonly #folder: string;
  readonly #records = new Map<string, T>();

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
    for (const file of readdirSync(folder)) {
      if (!file.endsWith(".json")) continue;
      const { key, value } = JSON.parse(readFileSync(join(folder, file), "utf8")) as {
        key: string;
        value: T;
      };
      this.#records.set(key, value);
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
