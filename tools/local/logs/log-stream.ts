import { createHash } from "node:crypto";
import {
  appendFileSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { DamagedState } from "../state/damaged-state";

/** An event as it is kept. */
export interface LogEvent {
  /** Milliseconds since the epoch, as the sender gave it. */
  readonly timestamp: number;
  /** Milliseconds since the epoch when it arrived. */
  readonly ingestionTime: number;
  /** Its place in the stream, from 0; never given twice. */
  readonly sequence: number;
  readonly message: string;
}

interface Header {
  readonly stream: string;
  readonly creationTime: number;
  /** Of the first event in the file. */
  readonly sequence: number;
}

type Line = [timestamp: number, ingestionTime: number, message: string];

/**
 * A stream holds at most about twice this, and at least the newest so many bytes: when the file has reached it, it replaces the file of older events.
 */
const SEGMENT_BYTES = 16 * 1024 * 1024;

/**
 * One log stream: an append-only file of JSON lines, and at most one more with older events. Each file begins with a line
 * that says which stream it is. A line that a crash left incomplete is dropped when the file is next opened.
 */
export class LogStream {
  readonly name: string;
  readonly creationTime: number;
  lastEventTimestamp: number | undefined;
  lastIngestionTime: number | undefined;
  readonly #path: string;
  #bytes = 0;
  #olderBytes = 0;
  #nextSequence: number;

  private constructor(path: string, header: Header) {
    this.#path = path;
    this.name = header.stream;
    this.creationTime = header.creationTime;
    this.#nextSequence = header.sequence;
  }

  static create(folder: string, name: string, now: number): LogStream {
    const digest = createHash("sha256").update(name).digest("hex").slice(0, 32);
    const stream = new LogStream(join(folder, `${digest}.log`), {
      stream: name,
      creationTime: now,
      sequence: 0,
    });
    stream.#bytes = stream.#begin(stream.#path);
    return stream;
  }

  /** Restores a stream's file where a crash left only the file of older events. */
  static repair(path: string): void {
    const current = path.replace(/\.older$/, "");
    if (path !== current && !existsSync(current)) renameSync(path, current);
  }

  /** The stream in this file, or nothing if a crash left no more than a part of its first line. */
  static open(path: string): LogStream | undefined {
    dropPartialLine(path);
    const [header] = readLines<Header>(path);
    if (!header) return undefined;
    const stream = new LogStream(path, header);
    const events = stream.read();
    const last = events.at(-1);
    if (last) stream.#nextSequence = last.sequence + 1;
    stream.#note(events);
    stream.#bytes = readFileSync(path).length;
    stream.#olderBytes = existsSync(stream.#olderPath) ? readFileSync(stream.#olderPath).length : 0;
    return stream;
  }

  /** Bytes on disk. */
  get bytes(): number {
    return this.#bytes + this.#olderBytes;
  }

  /** The events are on disk when this returns. Throws when they cannot be written, as on a full disk; the stream is then as it was. */
  append(events: readonly { timestamp: number; message: string }[], now: number): void {
    if (events.length === 0) return;
    if (this.#bytes > SEGMENT_BYTES) this.#setAside();
    const kept = events.map(({ timestamp, message }, index) => ({
      timestamp,
      message,
      ingestionTime: now,
      sequence: this.#nextSequence + index,
    }));
    const text = kept
      .map(
        ({ timestamp, ingestionTime, message }) => `${JSON.stringify([timestamp, ingestionTime, message])}\n`,
      )
      .join("");
    try {
      appendFileSync(this.#path, text);
    } catch (error) {
      // A part may have been written: what comes later must not be appended to it.
      truncateSync(this.#path, this.#bytes);
      throw error;
    }
    this.#nextSequence += kept.length;
    this.#bytes += Buffer.byteLength(text);
    this.#note(kept);
  }

  /** All events, in the order of their arrival; where older ones are gone, an event in their place says so. */
  read(): LogEvent[] {
    const kept = this.#readFiles();
    const gone = kept[0]?.sequence ?? 0;
    return gone === 0 ? kept : [this.#goneBefore(gone, kept[0]), ...kept];
  }

  #readFiles(): LogEvent[] {
    return [this.#olderPath, this.#path].flatMap((path) => {
      const [header, ...lines] = readLines<Header | Line>(path);
      if (!header || Array.isArray(header)) return [];
      return (lines as Line[]).map(([timestamp, ingestionTime, message], index) => ({
        timestamp,
        ingestionTime,
        message,
        sequence: header.sequence + index,
      }));
    });
  }

  delete(): void {
    rmSync(this.#olderPath, { force: true });
    rmSync(this.#path, { force: true });
  }

  get #olderPath(): string {
    return `${this.#path}.older`;
  }

  /** In the place of the last of the events that are gone. */
  #goneBefore(count: number, next: LogEvent | undefined): LogEvent {
    const megabytes = SEGMENT_BYTES / 1024 / 1024;
    return {
      timestamp: next?.timestamp ?? this.creationTime,
      ingestionTime: next?.ingestionTime ?? this.creationTime,
      sequence: count - 1,
      message: `[local account] ${count} older events of this log stream were dropped: it keeps the newest ${megabytes} to ${2 * megabytes} MB; CloudWatch keeps all`,
    };
  }

  /** Makes the current file that of older events, and begins another. Throws when that cannot be written, and has then changed nothing. */
  #setAside(): void {
    const fresh = `${this.#path}.new`;
    const bytes = this.#begin(fresh);
    renameSync(this.#path, this.#olderPath);
    renameSync(fresh, this.#path);
    this.#olderBytes = this.#bytes;
    this.#bytes = bytes;
  }

  /** Returns the bytes of the new file. */
  #begin(path: string): number {
    const header: Header = {
      stream: this.name,
      creationTime: this.creationTime,
      sequence: this.#nextSequence,
    };
    const text = `${JSON.stringify(header)}\n`;
    writeFileSync(path, text, { mode: 0o600 });
    return Buffer.byteLength(text);
  }

  #note(events: readonly LogEvent[]): void {
    for (const { timestamp, ingestionTime } of events) {
      this.lastEventTimestamp = Math.max(this.lastEventTimestamp ?? timestamp, timestamp);
      this.lastIngestionTime = ingestionTime;
    }
  }
}

function readLines<T>(path: string): T[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      try {
        return JSON.parse(line) as T;
      } catch {
        throw new DamagedState(path, "it has a line that is not JSON");
      }
    });
}

function dropPartialLine(path: string): void {
  const bytes = readFileSync(path);
  const end = bytes.lastIndexOf(10) + 1;
  if (end < bytes.length) truncateSync(path, end);
}
