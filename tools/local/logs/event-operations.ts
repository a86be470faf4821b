import type * as Sdk from "@aws-sdk/client-cloudwatch-logs";
import { invalid } from "./errors";
import { FilterPatternError, filterPattern } from "./filter-pattern";
import type { LogGroups } from "./groups";
import type { WrittenEvent } from "./live-tail";
import type { LogStream } from "./log-stream";
import { compare, decodeToken, encodeToken, eventId, type LocatedEvent, type Position, page } from "./query";
import type { LogsRequest } from "./requests";

const HOUR = 60 * 60 * 1000;

/** Bytes in a batch of PutLogEvents, and what each event counts besides its message. */
const MAX_BATCH_BYTES = 1_048_576;
const EVENT_OVERHEAD_BYTES = 26;

/** Events that are more than 14 days old or two hours ahead are rejected; the others are kept, and returned. */
export function putLogEvents(
  groups: LogGroups,
  request: LogsRequest<"PutLogEvents">,
): { readonly response: Sdk.PutLogEventsResponse; readonly kept: readonly WrittenEvent[] } {
  const { logGroupName, logStreamName, logEvents } = request;
  const stream = groups.stream(groups.get(logGroupName), logStreamName);
  const bytes = logEvents.reduce(
    (sum, { message }) => sum + Buffer.byteLength(message) + EVENT_OVERHEAD_BYTES,
    0,
  );
  if (bytes > MAX_BATCH_BYTES)
    throw invalid(`Upload too large: ${bytes} bytes exceeds limit of ${MAX_BATCH_BYTES}`);
  if (logEvents.some(({ timestamp }, i) => timestamp < (logEvents[i - 1]?.timestamp ?? 0))) {
    throw invalid("Log events in a single PutLogEvents request must be in chronological order.");
  }
  const now = Date.now();
  // In chronological order the events that are too old come first and those too new last.
  const tooOld = logEvents.filter(({ timestamp }) => timestamp < now - 14 * 24 * HOUR).length;
  const tooNew = logEvents.findIndex(({ timestamp }) => timestamp > now + 2 * HOUR);
  const kept = logEvents.slice(tooOld, tooNew < 0 ? undefined : tooNew);
  stream.append(kept, now);
  const rejected = {
    ...(tooOld > 0 ? { tooOldLogEventEndIndex: tooOld } : {}),
    ...(tooNew >= 0 ? { tooNewLogEventStartIndex: tooNew } : {}),
  };
  const response = {
    nextSequenceToken: String(now),
    ...(tooOld > 0 || tooNew >= 0 ? { rejectedLogEventsInfo: rejected } : {}),
  };
  return { response, kept };
}

/** One page of one stream, forward or backward. */
export function getLogEvents(
  groups: LogGroups,
  request: LogsRequest<"GetLogEvents">,
): Sdk.GetLogEventsResponse {
  const group = groups.named(request);
  const stream = groups.stream(group, request.logStreamName);
  const events = eventsOf([stream], group.expiry(Date.now()), request);
  const token = request.nextToken === undefined ? undefined : position(request.nextToken, ["f", "b"]);
  const forward = token ? token.kind === "f" : (request.startFromHead ?? false);
  const beyond = token
    ? events.filter((event) =>
        forward ? compare(event, token.position) > 0 : compare(event, token.position) < 0,
      )
    : events;
  const shown = page(beyond, request.limit, forward ? "head" : "tail");
  const nowhere = { timestamp: request.startTime ?? 0, logStreamName: stream.name, sequence: -1 };
  const here = token?.position ?? nowhere;
  return {
    events: shown.map(({ timestamp, message, ingestionTime }) => ({ timestamp, message, ingestionTime })),
    nextForwardToken: encodeToken("f", shown.at(-1) ?? here),
    nextBackwardToken: encodeToken("b", shown[0] ?? here),
  };
}

/** Events of many streams that match a pattern, by time. */
export function filterLogEvents(
  groups: LogGroups,
  request: LogsRequest<"FilterLogEvents">,
): Sdk.FilterLogEventsResponse {
  const { logStreamNames, logStreamNamePrefix } = request;
  if (logStreamNames && logStreamNamePrefix) {
    throw invalid("logStreamNames and logStreamNamePrefix are mutually exclusive.");
  }
  const group = groups.named(request);
  const streams = logStreamNames
    ? logStreamNames.map((name) => groups.stream(group, name))
    : [...group.streams.values()].filter(({ name }) => name.startsWith(logStreamNamePrefix ?? ""));
  const matches = matcher(request.filterPattern ?? "");
  const after = request.nextToken === undefined ? undefined : position(request.nextToken, ["n"]).position;
  const matching = eventsOf(streams, group.expiry(Date.now()), request).filter(
    (event) => (!after || compare(event, after) > 0) && matches(event.message),
  );
  const shown = page(matching, request.limit, "head");
  const last = shown.at(-1);
  return {
    events: shown.map((event) => ({
      logStreamName: event.logStreamName,
      timestamp: event.timestamp,
      message: event.message,
      ingestionTime: event.ingestionTime,
      eventId: eventId(event),
    })),
    searchedLogStreams: [],
    ...(last && shown.length < matching.length ? { nextToken: encodeToken("n", last) } : {}),
  };
}

/** @throws AwsError `InvalidParameterException` */
export function matcher(pattern: string): (message: string) => boolean {
  try {
    return filterPattern(pattern);
  } catch (error) {
    if (error instanceof FilterPatternError) throw invalid(error.message);
    throw error;
  }
}

function position(token: string, kinds: readonly string[]): { kind: string; position: Position } {
  const decoded = decodeToken(token);
  if (!decoded || !kinds.includes(decoded.kind)) throw invalid("The specified nextToken is invalid.");
  return decoded;
}

/** The events of these streams within the time range and not expired, in order. `endTime` itself is outside the range. */
function eventsOf(
  streams: readonly LogStream[],
  expiry: number,
  range: { startTime?: number | undefined; endTime?: number | undefined },
): LocatedEvent[] {
  const start = Math.max(range.startTime ?? 0, expiry);
  const end = range.endTime ?? Number.POSITIVE_INFINITY;
  return streams
    .filter(({ lastEventTimestamp }) => (lastEventTimestamp ?? -1) >= start)
    .flatMap((stream) => stream.read().map((event) => ({ ...event, logStreamName: stream.name })))
    .filter(({ timestamp }) => timestamp >= start && timestamp < end)
    .sort(compare);
}
