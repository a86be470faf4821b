import type * as Sdk from "@aws-sdk/client-cloudwatch-logs";
import { invalid } from "./errors";
import { FilterPatternError, filterPattern } from "./filter-pattern";
import type { LogGroups } from "./groups";
import type { LogGroup } from "./log-group";
import { compare, decodeToken, encodeToken, eventId, type LocatedEvent, type Position, page } from "./query";
import type { LogsRequest } from "./requests";

/** The events of a group that match a pattern, by time. */
export function filterLogEvents(
  groups: LogGroups,
  request: LogsRequest<"FilterLogEvents">,
): Sdk.FilterLogEventsResponse {
  const group = groups.named(request);
  const matches = matcher(request.filterPattern ?? "");
  const after = request.nextToken === undefined ? undefined : position(request.nextToken);
  const matching = eventsOf(group, request).filter(
    (event) => (!after || compare(event, after) > 0) && matches(event.message),
  );
  const shown = page(matching, request.limit);
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
    ...(last && shown.length < matching.length ? { nextToken: encodeToken(last) } : {}),
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

function position(token: string): Position {
  const decoded = decodeToken(token);
  if (!decoded) throw invalid("The specified nextToken is invalid.");
  return decoded;
}

/** The group's events within the time range that have not expired, in order. `endTime` itself is outside the range. */
function eventsOf(
  group: LogGroup,
  range: { startTime?: number | undefined; endTime?: number | undefined },
): LocatedEvent[] {
  const start = Math.max(range.startTime ?? 0, group.expiry(Date.now()));
  const end = range.endTime ?? Number.POSITIVE_INFINITY;
  return [...group.streams.values()]
    .filter(({ lastEventTimestamp }) => (lastEventTimestamp ?? -1) >= start)
    .flatMap((stream) => stream.read().map((event) => ({ ...event, logStreamName: stream.name })))
    .filter(({ timestamp }) => timestamp >= start && timestamp < end)
    .sort(compare);
}
