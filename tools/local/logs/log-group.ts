import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
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

/** Most bytes and streams that a group holds on disk; beyond, the streams that were written to the longest ago go. */
const MAX_GROUP_BYTES = 32 * 1024 * 1024;
const MAX_GROUP_STREAMS = 500;

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

  /** The group in this folder; one whose making or deleting a crash cut short is removed. */
  static open(folder: string): LogGroup | undefined {
    const file = join(folder, "group.json");
    if (existsSync(file))
      return new LogGroup(folder, JSON.parse(readFileSync(file, "utf8")) as LogGroupRecord);
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
        LogStream.mend(join(this.#folder, file));
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
    let bytes = 0;
    others.forEach((stream, index) => {
      bytes += stream.bytes;
      const expired = lastUse(stream) < this.expiry(now);
      if (expired || bytes > MAX_GROUP_BYTES || index >= MAX_GROUP_STREAMS - 1)
        this.deleteStream(stream.name);
    });
  }
}
