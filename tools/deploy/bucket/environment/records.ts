import { Conflict } from "../../aws/client/failure";
import type { Bucket } from "../bucket";
import { keys } from "../keys";
import { type EnvironmentRecord, parseEnvironmentRecord } from "./record";

/** Attempts to change a record while others keep changing it: in each round one of them succeeds. */
const ATTEMPTS = 50;

/** A record as it was read or written. */
export interface StoredRecord {
  readonly record: EnvironmentRecord;
  readonly etag: string;
}

/** A record as it was read. */
export interface ReadRecord extends StoredRecord {
  /** Time of the response by S3's clock, which decides whether the record has expired. */
  readonly now: Date;
}

/** An object in the place of a record that is not one. */
export class Malformed {
  /** @param problem as a clause: `it is not JSON` */
  constructor(
    readonly problem: string,
    readonly etag: string,
  ) {}
}

/** The records of environments, each changed only from the state that was read. */
export class EnvironmentRecords {
  readonly #bucket: Bucket;

  constructor(bucket: Bucket) {
    this.#bucket = bucket;
  }

  /**
   * Reads a record by one GetObject. Undefined if there is none.
   * @throws FerryError `DeployerOutdated`
   */
  async read(name: string): Promise<ReadRecord | Malformed | undefined> {
    const found = await this.#bucket.get(keys.environment(name));
    if (!found) return undefined;
    const { text, etag, now } = found;
    const record = parseEnvironmentRecord(text);
    return typeof record === "string" ? new Malformed(record, etag) : { record, etag, now };
  }

  /**
   * Writes the first record of an environment. A bucket without settings gets them with the record of what is deployed.
   * @param instead what it replaces
   * @returns undefined if another one was there, or `instead` was no longer
   */
  async create(
    name: string,
    record: EnvironmentRecord,
    instead?: Malformed,
  ): Promise<StoredRecord | undefined> {
    return await this.#write(name, record, instead);
  }

  /**
   * Changes a record, unless the change returns what it was given.
   * @param change may be called again, if another process has changed the record in between
   * @param known what was read before, which saves a call
   * @returns what is stored then: undefined or `Malformed` where there was nothing to change
   */
  async change(
    name: string,
    change: (before: EnvironmentRecord) => EnvironmentRecord,
    known?: StoredRecord,
  ): Promise<StoredRecord | Malformed | undefined> {
    let before: StoredRecord | Malformed | undefined = known ?? (await this.read(name));
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      if (before === undefined || before instanceof Malformed) return before;
      const after = change(before.record);
      if (after === before.record) return before;
      const written = await this.#write(name, after, before);
      if (written !== undefined) return written;
      before = await this.read(name);
    }
    throw new Conflict(`others keep changing ${keys.environment(name)} in ${this.#bucket.name}`);
  }

  /** Deletes a record, if it still has that ETag. */
  delete(name: string, etag: string): Promise<void> {
    return this.#bucket.delete(keys.environment(name), etag);
  }

  /** @param instead what it replaces: undefined for nothing */
  async #write(
    name: string,
    record: EnvironmentRecord,
    instead: { readonly etag: string } | undefined,
  ): Promise<StoredRecord | undefined> {
    const key = keys.environment(name);
    const text = JSON.stringify(record);
    const etag = await this.#bucket.put(key, text, instead === undefined ? "absent" : { etag: instead.etag });
    if (etag !== undefined) return { record, etag };
    const found = await this.#bucket.get(key);
    // The write took effect, but its response was lost.
    return found?.text === text ? { record, etag: found.etag } : undefined;
  }
}
