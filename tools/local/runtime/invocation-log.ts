import { complain } from "../../terminal/complain";
import type { OutputRecord } from "./output";
import { type PlatformEvent, platformLine } from "./platform-log";
import type { TargetLogging } from "./target";

/** Bytes of the log that an invocation with `LogType: Tail` returns. */
const TAIL_BYTES = 4096;

/** Receives the events of one log stream, in the order of their arrival. */
export type LogSink = (events: readonly { timestamp: number; message: string }[]) => void;

/** The log of one execution environment: its log stream, and the tail of the invocation that is under way. */
export class InvocationLog {
  readonly #logging: TargetLogging;
  readonly #sink: LogSink;
  #tail = "";
  /** Events that the sink has refused since the last one that it accepted. */
  #lost = 0;

  constructor(logging: TargetLogging, sink: LogSink) {
    this.#logging = logging;
    this.#sink = sink;
  }

  /** Drops the tail of the previous invocation. */
  beginTail(): void {
    this.#tail = "";
  }

  /** The last 4 KB since `beginTail`. */
  get tail(): string {
    return this.#tail;
  }

  platform(event: PlatformEvent): void {
    const time = new Date();
    const message = platformLine(event, this.#logging, time);
    if (message !== undefined) this.output([{ timestamp: time.getTime(), message }]);
  }

  output(records: readonly OutputRecord[]): void {
    if (records.length === 0) return;
    const now = Date.now();
    const lost = `[local account] ${this.#lost} log events before this one were lost: they could not be written`;
    const gap = this.#lost > 0 ? [{ timestamp: now, message: lost }] : [];
    try {
      this.#sink([...gap, ...records.map(({ timestamp = now, message }) => ({ timestamp, message }))]);
      this.#lost = 0;
    } catch (error) {
      // A full disk must end neither the function nor the account.
      if (this.#lost === 0) {
        complain(`log events for ${this.#logging.group} are lost: ${(error as Error).message}`);
      }
      this.#lost += records.length;
    }
    const text = records.map(({ message }) => `${message}\n`).join("");
    this.#tail = lastBytes(this.#tail + text);
  }
}

function lastBytes(text: string): string {
  const bytes = Buffer.from(text, "utf8");
  if (bytes.length <= TAIL_BYTES) return text;
  let start = bytes.length - TAIL_BYTES;
  // Not inside a character: continuation bytes of UTF-8 are 10xxxxxx.
  while (((bytes[start] ?? 0) & 0xc0) === 0x80) start++;
  return bytes.subarray(start).toString("utf8");
}
