import type { LogEvent } from "./log-stream";

/** An event and the stream that it is in. */
export interface LocatedEvent extends LogEvent {
  readonly logStreamName: string;
}

/** A place in the order of events; tokens of paged operations hold one. */
export interface Position {
  readonly timestamp: number;
  readonly logStreamName: string;
  readonly sequence: number;
}

/** A response holds at most 10,000 events and 1 MB. */
const MAX_EVENTS = 10_000;
const MAX_BYTES = 1024 * 1024;

/** By time; events of the same time by stream and in the order of their arrival. */
export function compare(a: Position, b: Position): number {
  return (
    a.timestamp - b.timestamp ||
    (a.logStreamName < b.logStreamName ? -1 : a.logStreamName > b.logStreamName ? 1 : 0) ||
    a.sequence - b.sequence
  );
}

/** As many of the first events as one response may hold. */
export function page<T extends LogEvent>(events: readonly T[], limit = MAX_EVENTS): T[] {
  const most = Math.min(limit, MAX_EVENTS);
  const taken: T[] = [];
  let bytes = 0;
  for (const event of events) {
    bytes += Buffer.byteLength(event.message) + 26;
    if (taken.length >= most || (bytes > MAX_BYTES && taken.length > 0)) break;
    taken.push(event);
  }
  return taken;
}

export function encodeToken({ timestamp, logStreamName, sequence }: Position): string {
  return Buffer.from(JSON.stringify([timestamp, logStreamName, sequence])).toString("base64url");
}

/** The position of a token; `undefined` for any other text. */
export function decodeToken(token: string): Position | undefined {
  try {
    const [timestamp, logStreamName, sequence] = JSON.parse(
      Buffer.from(token, "base64url").toString("utf8"),
    ) as unknown[];
    if (typeof timestamp !== "number" || typeof logStreamName !== "string" || typeof sequence !== "number") {
      return undefined;
    }
    return { timestamp, logStreamName, sequence };
  } catch {
    return undefined;
  }
}

/** Unique among all events of an account and in their order, and of digits only, as AWS's are. */
export function eventId(event: LocatedEvent): string {
  const stream = Buffer.from(event.logStreamName).reduce(
    (hash, byte) => (hash * 31 + byte) % 1_000_000_007,
    7,
  );
  return [
    String(event.timestamp).padStart(20, "0"),
    String(stream).padStart(12, "0"),
    String(event.sequence).padStart(24, "0"),
  ].join("");
}
