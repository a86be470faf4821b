import { randomUUID } from "node:crypto";
import { PassThrough, type Readable } from "node:stream";
import type * as Sdk from "@aws-sdk/client-cloudwatch-logs";
import { EventStreamCodec } from "@smithy/core/event-streams";
import { fromUtf8, toUtf8 } from "@smithy/core/serde";
import type { Matcher } from "./filter-pattern";

/** An event that has just been written. */
export interface WrittenEvent {
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly message: string;
}

interface Session {
  /** ARNs of log groups. */
  readonly groups: ReadonlySet<string>;
  readonly matches: Matcher;
  readonly stream: PassThrough;
}

/** What a session is opened for. */
export interface TailRequest {
  readonly groups: readonly string[];
  readonly pattern: string;
  readonly matches: Matcher;
}

/** Bytes that wait for a client that does not read; beyond them its session ends, where AWS would send samples. */
const MAX_WAITING_BYTES = 16 * 1024 * 1024;

const codec = new EventStreamCodec(toUtf8, fromUtf8);

/**
 * The open Live Tail sessions (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartLiveTail.html).
 * An update is sent as soon as there are events; AWS sends one a second, empty ones too.
 */
export class LiveTails {
  readonly #sessions = new Set<Session>();
  #closed = false;

  /** The body of the answer: an event stream that ends when its client disconnects, or with the account. */
  open({ groups, pattern, matches }: TailRequest): Readable {
    const stream = new PassThrough({ highWaterMark: MAX_WAITING_BYTES });
    const session = { groups: new Set(groups), matches, stream };
    this.#sessions.add(session);
    stream.once("close", () => this.#sessions.delete(session));
    const start: Sdk.LiveTailSessionStart = {
      sessionId: randomUUID(),
      logGroupIdentifiers: [...groups],
      logEventFilterPattern: pattern,
    };
    // AWS's JSON protocols begin an event stream with the members of the answer that are not events: here there are none.
    stream.write(message("initial-response", {}));
    stream.write(message("sessionStart", start));
    if (this.#closed) stream.end();
    return stream;
  }

  /** Ends all sessions, and each that is opened from now on: an open answer would keep the account from ending. */
  close(): void {
    this.#closed = true;
    for (const { stream } of this.#sessions) stream.end();
  }

  publish(
    group: string,
    logStreamName: string,
    events: readonly WrittenEvent[],
    ingestionTime: number,
  ): void {
    for (const { groups, matches, stream } of this.#sessions) {
      if (!groups.has(group)) continue;
      const sessionResults = events
        .filter((event) => matches(event.message))
        .map((event) => ({ ...event, logStreamName, logGroupIdentifier: group, ingestionTime }));
      if (sessionResults.length === 0) continue;
      const update = { sessionMetadata: { sampled: false }, sessionResults };
      if (!stream.write(message("sessionUpdate", update))) stream.end();
    }
  }
}

/** https://smithy.io/2.0/aws/amazon-eventstream.html */
function message(type: string, payload: object): Uint8Array {
  return codec.encode({
    headers: {
      ":message-type": { type: "string", value: "event" },
      ":event-type": { type: "string", value: type },
      ":content-type": { type: "string", value: "application/json" },
    },
    body: Buffer.from(JSON.stringify(payload)),
  });
}
