import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readStateFile } from "../state/damaged-state";
import { writeFileAtomic } from "../state/store";
import { LogStream } from "./log-stream";

/** What is kept of a log group besides its streams. */
export interface LogGroupRecord {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly creationTime: number;
  readonly retentionInDays?: number | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Most bytes and streams that a group holds on disk; beyond, the least recently written streams are deleted, down to the share, so that not each
 * new stream deletes an old one.
 */
const MAX_GROUP_BYTES = 128 * 1024 * 1024;
const MAX_GROUP_STREAMS = 500;
const KEPT_SHARE = 0.75;

const DAY = 24 * 60 * 60 * 1000;

/** One log group: a folder with `group.json` and a file or two per stream. */
export class LogGroup {
  readonly #folder: string;
  #record: LogGroupRecord;
  #streams: Map<string, LogStream> | undefined;

  private constructor(folder: string, record: LogGroupRecord) {
    this.#folder = folder;
    this.#record = record;
  }

  static create(folder: string, record: LogGroupRecord): LogGroup {
    mkdirSync(folder, { recursive: true });
    const group = new LogGroup(folder, record);
    group.update({});
    return group;
  }

  /** The group in this folder; one whose creation or deletion a crash interrupted is removed. */
  static open(folder: string): LogGroup | undefined {
    const file = join(folder, "group.json");
    if (existsSync(file)) return new LogGroup(folder, readStateFile(file) as LogGroupRecord);
    rmSync(folder, { recursive: true, force: true });
    return undefined;
  }

  get record(): LogGroupRecord {
    return this.#record;
  }

  update(changes: Partial<LogGroupRecord>): void {
    this.#record = { ...this.#record, ...changes };
    writeFileAtomic(join(this.#folder, "group.json"), `${JSON.stringify(this.#record)}\n`);
  }

  delete(): void {
    rmSync(join(this.#folder, "group.json"), { force: true });
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Milliseconds since the epoch before which events have expired. */
  expiry(now: number): number {
    return this.#record.retentionInDays === undefined ? 0 : now - this.#record.retentionInDays * DAY;
  }

  /** By name. Read from disk when it is first asked for: most groups are never looked at. */
  get streams(): ReadonlyMap<string, LogStream> {
    return this.#loaded();
  }

  get storedBytes(): number {
    return [...this.#loaded().values()].reduce((sum, { bytes }) => sum + bytes, 0);
  }

  createStream(name: string, now: number): LogStream {
    const stream = LogStream.create(this.#folder, name, now);
    this.#loaded().set(name, stream);
    this.#prune(stream, now);
    return stream;
  }

  deleteStream(name: string): void {
    this.#loaded().get(name)?.delete();
    this.#loaded().delete(name);
  }

  #loaded(): Map<string, LogStream> {
    if (!this.#streams) {
      this.#streams = new Map();
      for (const file of readdirSync(this.#folder)) {
        LogStream.repair(join(this.#folder, file));
      }
      for (const file of readdirSync(this.#folder)) {
        const stream = file.endsWith(".log") ? LogStream.open(join(this.#folder, file)) : undefined;
        if (stream) this.#streams.set(stream.name, stream);
      }
    }
    return this.#streams;
  }

  /** Runs when a stream is made, that is once per function process: often enough for a bound on disk. */
  #prune(fresh: LogStream, now: number): void {
    const lastUse = (stream: LogStream) => stream.lastIngestionTime ?? stream.creationTime;
    const others = [...this.#loaded().values()].filter((stream) => stream !== fresh);
    others.sort((a, b) => lastUse(b) - lastUse(a));
    const kept = others.filter((stream) => lastUse(stream) >= this.expiry(now));
    for (const stream of others.filter((one) => !kept.includes(one))) this.deleteStream(stream.name);
    const total = kept.reduce((sum, { bytes }) => sum + bytes, 0);
    if (total <= MAX_GROUP_BYTES && kept.length < MAX_GROUP_STREAMS) return;
    let bytes = 0;
    const dropped = kept.filter((stream, index) => {
      bytes += stream.bytes;
      return bytes > MAX_GROUP_BYTES * KEPT_SHARE || index >= MAX_GROUP_STREAMS * KEPT_SHARE - 1;
    });
    for (const { name } of dropped) this.deleteStream(name);
    const message = `[local account] ${dropped.length} older log streams of this log group were dropped: it keeps at most ${MAX_GROUP_BYTES / 1024 / 1024} MB and ${MAX_GROUP_STREAMS} streams; CloudWatch keeps all`;
    fresh.append([{ timestamp: now, message }], now);
  }
}
