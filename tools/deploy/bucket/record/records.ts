import { Conflict } from "../../aws/client/failure";
import type { Bucket } from "../bucket";
import { keys } from "../keys";
import { type DeploymentRecord, parseRecord, type ServiceRecord } from "./record";

/**
 * A change of one service's entry, given the current one; undefined removes it. It may be called again, if another deploy has
 * written the record in between.
 */
export type RecordChange = (before: ServiceRecord | undefined) => ServiceRecord | undefined;

interface Pending {
  readonly service: string;
  readonly change: RecordChange;
  readonly written: PromiseWithResolvers<void>;
}

/** Attempts to write the record while others keep changing it: in each round one of them succeeds. */
const ATTEMPTS = 50;

const EMPTY: DeploymentRecord = { version: 1, services: {} };

/** The record of one environment, shared by all deploys to it: each changes the entries of its own services. */
export class Records {
  readonly #bucket: Bucket;
  readonly #key: string;
  /** The record as last read or written. The next write is based on it, and rejected if it is outdated. */
  #known: { readonly record: DeploymentRecord; readonly etag: string } | undefined;
  #queue: Pending[] = [];
  #writing = false;

  constructor(bucket: Bucket, environment: string) {
    this.#bucket = bucket;
    this.#key = keys.record(environment);
  }

  /** The record as this process last read or wrote it; undefined if it has done neither. */
  get known(): DeploymentRecord | undefined {
    return this.#known?.record;
  }

  /** Reads the record by one GetObject. Undefined if there is none, or it is malformed. */
  async read(): Promise<DeploymentRecord | undefined> {
    const found = await this.#bucket.get(this.#key);
    if (!found) return undefined;
    const record = parseRecord(found.text);
    this.#known = { record: record ?? EMPTY, etag: found.etag };
    return record;
  }

  /** Changes the entry of a service. Changes made while the record is being written share the next write. */
  update(service: string, change: RecordChange): Promise<void> {
    const written = Promise.withResolvers<void>();
    this.#queue.push({ service, change, written });
    if (!this.#writing) void this.#drain();
    return written.promise;
  }

  async #drain(): Promise<void> {
    this.#writing = true;
    while (this.#queue.length > 0) {
      const batch = this.#queue;
      this.#queue = [];
      try {
        await this.#write(batch);
        for (const { written } of batch) written.resolve();
      } catch (error) {
        for (const { written } of batch) written.reject(error);
      }
    }
    this.#writing = false;
  }

  async #write(batch: readonly Pending[]): Promise<void> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      if (!this.#known) await this.#look();
      const { record, etag } = this.#known ?? { record: EMPTY, etag: undefined };
      const next = changed(record, batch);
      const condition = etag === undefined ? "absent" : { etag };
      const written = await this.#bucket.put(this.#key, JSON.stringify(next), condition);
      if (written !== undefined) {
        this.#known = { record: next, etag: written };
        return;
      }
      this.#known = undefined;
    }
    throw new Conflict(`others keep changing ${this.#key} in ${this.#bucket.name}`);
  }

  /** If there is no record, the bucket may be incomplete: its settings are completed before a record is written. */
  async #look(): Promise<void> {
    await this.read();
    if (!this.#known) await this.#bucket.ensure();
  }
}

function changed(record: DeploymentRecord, batch: readonly Pending[]): DeploymentRecord {
  const services = new Map(Object.entries(record.services));
  for (const { service, change } of batch) {
    const next = change(services.get(service));
    if (next) services.set(service, next);
    else services.delete(service);
  }
  return { ...record, services: Object.fromEntries(services) };
}
