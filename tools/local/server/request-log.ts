import { appendFileSync, renameSync, statSync } from "node:fs";

/** One line of `requests.log`. It never holds payloads, queries or credentials. */
export interface RequestRecord {
  /** When it was answered, as an ISO 8601 time. */
  readonly time: string;
  /** How long it took from its arrival to the answer. */
  readonly milliseconds: number;
  readonly requestId: string;
  readonly service: string;
  readonly operation: string;
  /** That of the answer; 0 where there was none, as the connection was reset. */
  readonly status: number;
  /** Bytes of the request's body as they came over the wire. */
  readonly bytes: number;
  /** Faults that applied to it, while a fault profile is active: `throttle`, `error 500 after 201`, `reset before`. */
  readonly fault?: string;
}

/** JSON lines, in the order of the answers; a line is on disk before its answer leaves. At most two files of `limit` bytes. */
export class RequestLog {
  readonly #path: string;
  readonly #limit: number;
  #size: number;

  constructor(path: string, limit: number = 4 * 1024 * 1024) {
    this.#path = path;
    this.#limit = limit;
    this.#size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  }

  add(record: RequestRecord): void {
    const line = `${JSON.stringify(record)}\n`;
    if (this.#size + line.length > this.#limit) {
      renameSync(this.#path, `${this.#path}.1`);
      this.#size = 0;
    }
    appendFileSync(this.#path, line, { mode: 0o600 });
    this.#size += Buffer.byteLength(line);
  }
}
