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

/** A stream holds at most about twice this: when the file has reached it, it replaces the file of older events. */
const SEGMENT_BYTES = 2 * 1024 * 1024;

/**
 * One log stream: an append-only file of JSON lines, and at most one more with older events. Each file begins with a line
 * that says which stream it is. A line that a crash cut short is dropped when the file is next opened.
 */
export class LogStream {
  readonly name: string;
  readonly creationTime: number;
  firstEventTimestamp: number | undefined;
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
    stream.#begin();
    return stream;
  }

  /** Puts right a stream whose file a crash took away while it was made the file of older events. */
  static mend(path: string): void {
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

  /** The events are on disk when this returns. */
  append(events: readonly { timestamp: number; message: string }[], now: number): void {
    if (events.length === 0) return;
    if (this.#bytes > SEGMENT_BYTES) {
      renameSync(this.#path, this.#olderPath);
      this.#olderBytes = this.#bytes;
      this.#begin();
    }
    const kept = events.map(({ timestamp, message }) => ({
      timestamp,
      message,
      ingestionTime: now,
      sequence: this.#nextSequence++,
    }));
    const text = kept
      .map(
        ({ timestamp, ingestionTime, message }) => `${JSON.stringify([timestamp, ingestionTime, message])}\n`,
      )
      .join("");
    appendFileSync(this.#path, text);
    this.#bytes += Buffer.byteLength(text);
    this.#note(kept);
  }

  /** All events, in the order of their arrival. */
  read(): LogEvent[] {
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

  #begin(): void {
    const header: Header = {
      stream: this.name,
      creationTime: this.creationTime,
      sequence: this.#nextSequence,
    };
    const text = `${JSON.stringify(header)}\n`;
    writeFileSync(this.#path, text, { mode: 0o600 });
    this.#bytes = text.length;
  }

  #note(events: readonly LogEvent[]): void {
    for (const { timestamp, ingestionTime } of events) {
      this.firstEventTimestamp = Math.min(this.firstEventTimestamp ?? timestamp, timestamp);
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
    .map((line) => JSON.parse(line) as T);
}

function dropPartialLine(path: string): void {
  const bytes = readFileSync(path);
  const end = bytes.lastIndexOf(10) + 1;
  if (end < bytes.length) truncateSync(path, end);
}
