import { join } from "node:path";
import type * as Sdk from "@aws-sdk/client-cloudwatch-logs";
import { validate } from "../protocol/constraint";
import { AwsError } from "../protocol/error";
import { FilterPatternError, filterPattern } from "./filter-pattern";
import { LogGroups } from "./groups";
import type { LogGroup } from "./log-group";
import type { LogStream } from "./log-stream";
import { compare, decodeToken, encodeToken, eventId, type LocatedEvent, type Position, page } from "./query";
import { type LogsOperation, type LogsRequest, requests } from "./requests";

export interface LogsApiOptions {
  /** The account's state folder; logs are kept in `logs` in it. */
  readonly stateFolder: string;
  /** Default `us-east-1`. */
  readonly region?: string;
  /** Default `000000000000`. */
  readonly accountId?: string;
}

const HOUR = 60 * 60 * 1000;

/** Bytes in a batch of PutLogEvents, and what each event counts besides its message. */
const MAX_BATCH_BYTES = 1_048_576;
const EVENT_OVERHEAD_BYTES = 26;

/**
 * CloudWatch Logs as far as functions and the people who read their logs need it. Inputs and outputs are those of the AWS
 * SDK; errors are `AwsError`s. Events are kept on disk, within bounds: old streams of a group go first.
 */
export class LogsApi {
  readonly #groups: LogGroups;

  constructor(options: LogsApiOptions) {
    const { stateFolder, region = "us-east-1", accountId = "000000000000" } = options;
    this.#groups = new LogGroups(join(stateFolder, "logs"), `arn:aws:logs:${region}:${accountId}:log-group:`);
  }

  async createLogGroup(input: Sdk.CreateLogGroupRequest): Promise<object> {
    const { logGroupName, tags = {} } = check("CreateLogGroup", input);
    if (this.#groups.find(logGroupName)) throw alreadyExists("group");
    this.#groups.create(logGroupName, tags, Date.now());
    return {};
  }

  async deleteLogGroup(input: Sdk.DeleteLogGroupRequest): Promise<object> {
    this.#groups.delete(check("DeleteLogGroup", input).logGroupName);
    return {};
  }

  async describeLogGroups(input: Sdk.DescribeLogGroupsRequest): Promise<Sdk.DescribeLogGroupsResponse> {
    const {
      logGroupNamePrefix,
      logGroupNamePattern,
      nextToken,
      limit = 50,
    } = check("DescribeLogGroups", input);
    if (logGroupNamePrefix && logGroupNamePattern) {
      throw invalid("LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.");
    }
    const pattern = logGroupNamePattern?.toLowerCase() ?? "";
    const matching = this.#groups
      .all()
      .filter(
        ({ record: { name } }) =>
          name.startsWith(logGroupNamePrefix ?? "") && name.toLowerCase().includes(pattern),
      );
    const { items, token } = pageByName(matching, ({ record }) => record.name, nextToken, limit);
    const logGroups = items.map((group) => ({
      logGroupName: group.record.name,
      creationTime: group.record.creationTime,
      ...(group.record.retentionInDays === undefined
        ? {}
        : { retentionInDays: group.record.retentionInDays }),
      metricFilterCount: 0,
      arn: `${this.#groups.arn(group)}:*`,
      logGroupArn: this.#groups.arn(group),
      storedBytes: group.storedBytes,
      logGroupClass: "STANDARD" as const,
    }));
    return { logGroups, ...token };
  }

  async putRetentionPolicy(input: Sdk.PutRetentionPolicyRequest): Promise<object> {
    const { logGroupName, retentionInDays } = check("PutRetentionPolicy", input);
    this.#groups.get(logGroupName).update({ retentionInDays });
    return {};
  }

  async deleteRetentionPolicy(input: Sdk.DeleteRetentionPolicyRequest): Promise<object> {
    this.#groups
      .get(check("DeleteRetentionPolicy", input).logGroupName)
      .update({ retentionInDays: undefined });
    return {};
  }

  async tagResource(input: Sdk.TagResourceRequest): Promise<object> {
    const { resourceArn, tags } = check("TagResource", input);
    const group = this.#groups.byIdentifier(resourceArn);
    group.update({ tags: { ...group.record.tags, ...tags } });
    return {};
  }

  async untagResource(input: Sdk.UntagResourceRequest): Promise<object> {
    const { resourceArn, tagKeys } = check("UntagResource", input);
    const group = this.#groups.byIdentifier(resourceArn);
    const kept = Object.entries(group.record.tags).filter(([key]) => !tagKeys.includes(key));
    group.update({ tags: Object.fromEntries(kept) });
    return {};
  }

  async listTagsForResource(input: Sdk.ListTagsForResourceRequest): Promise<Sdk.ListTagsForResourceResponse> {
    const { resourceArn } = check("ListTagsForResource", input);
    return { tags: { ...this.#groups.byIdentifier(resourceArn).record.tags } };
  }

  async createLogStream(input: Sdk.CreateLogStreamRequest): Promise<object> {
    const { logGroupName, logStreamName } = check("CreateLogStream", input);
    const group = this.#groups.get(logGroupName);
    if (group.streams.has(logStreamName)) throw alreadyExists("stream");
    group.createStream(logStreamName, Date.now());
    return {};
  }

  async deleteLogStream(input: Sdk.DeleteLogStreamRequest): Promise<object> {
    const { logGroupName, logStreamName } = check("DeleteLogStream", input);
    const group = this.#groups.get(logGroupName);
    group.deleteStream(this.#groups.stream(group, logStreamName).name);
    return {};
  }

  async describeLogStreams(input: Sdk.DescribeLogStreamsRequest): Promise<Sdk.DescribeLogStreamsResponse> {
    const request = check("DescribeLogStreams", input);
    const {
      logStreamNamePrefix,
      orderBy = "LogStreamName",
      descending = false,
      nextToken,
      limit = 50,
    } = request;
    if (logStreamNamePrefix && orderBy === "LastEventTime") {
      throw invalid("Cannot order by LastEventTime with a logStreamNamePrefix.");
    }
    const group = this.#group(request);
    const streams = [...group.streams.values()].filter(({ name }) =>
      name.startsWith(logStreamNamePrefix ?? ""),
    );
    const key = (stream: LogStream) =>
      orderBy === "LogStreamName"
        ? stream.name
        : `${String(stream.lastEventTimestamp ?? 0).padStart(20, "0")} ${stream.name}`;
    streams.sort((a, b) => (key(a) < key(b) ? -1 : 1));
    if (descending) streams.reverse();
    const { items, token } = pageByName(streams, key, nextToken, limit, descending);
    return { logStreams: items.map((stream) => describeStream(stream, this.#groups.arn(group))), ...token };
  }

  async putLogEvents(input: Sdk.PutLogEventsRequest): Promise<Sdk.PutLogEventsResponse> {
    const { logGroupName, logStreamName, logEvents } = check("PutLogEvents", input);
    const stream = this.#groups.stream(this.#groups.get(logGroupName), logStreamName);
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
    stream.append(logEvents.slice(tooOld, tooNew < 0 ? undefined : tooNew), now);
    const rejected = {
      ...(tooOld > 0 ? { tooOldLogEventEndIndex: tooOld } : {}),
      ...(tooNew >= 0 ? { tooNewLogEventStartIndex: tooNew } : {}),
    };
    return {
      nextSequenceToken: String(now),
      ...(tooOld > 0 || tooNew >= 0 ? { rejectedLogEventsInfo: rejected } : {}),
    };
  }

  async getLogEvents(input: Sdk.GetLogEventsRequest): Promise<Sdk.GetLogEventsResponse> {
    const request = check("GetLogEvents", input);
    const group = this.#group(request);
    const stream = this.#groups.stream(group, request.logStreamName);
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

  async filterLogEvents(input: Sdk.FilterLogEventsRequest): Promise<Sdk.FilterLogEventsResponse> {
    const request = check("FilterLogEvents", input);
    const { logStreamNames, logStreamNamePrefix } = request;
    if (logStreamNames && logStreamNamePrefix) {
      throw invalid("logStreamNames and logStreamNamePrefix are mutually exclusive.");
    }
    const group = this.#group(request);
    const streams = logStreamNames
      ? logStreamNames.map((name) => this.#groups.stream(group, name))
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

  /** Appends what a function printed; makes the group and the stream where they are missing, as Lambda does. */
  write(
    groupName: string,
    streamName: string,
    events: readonly { timestamp: number; message: string }[],
  ): void {
    const now = Date.now();
    const group = this.#groups.find(groupName) ?? this.#groups.create(groupName, {}, now);
    (group.streams.get(streamName) ?? group.createStream(streamName, now)).append(events, now);
  }

  #group(request: { logGroupName?: string | undefined; logGroupIdentifier?: string | undefined }): LogGroup {
    const { logGroupName, logGroupIdentifier } = request;
    if ((logGroupName === undefined) === (logGroupIdentifier === undefined)) {
      throw invalid("Exactly one of logGroupName and logGroupIdentifier must be given.");
    }
    return this.#groups.byIdentifier(logGroupName ?? logGroupIdentifier ?? "");
  }
}

function check<O extends LogsOperation>(operation: O, input: unknown): LogsRequest<O> {
  return validate(requests[operation], input, (message) => invalid(message)) as LogsRequest<O>;
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidParameterException", 400, message);
}

function alreadyExists(kind: "group" | "stream"): AwsError {
  return new AwsError("ResourceAlreadyExistsException", 400, `The specified log ${kind} already exists`);
}

function matcher(pattern: string): (message: string) => boolean {
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

function describeStream(stream: LogStream, groupArn: string): Sdk.LogStream {
  const { firstEventTimestamp, lastEventTimestamp, lastIngestionTime } = stream;
  return {
    logStreamName: stream.name,
    creationTime: stream.creationTime,
    ...(firstEventTimestamp === undefined ? {} : { firstEventTimestamp }),
    ...(lastEventTimestamp === undefined ? {} : { lastEventTimestamp }),
    ...(lastIngestionTime === undefined ? {} : { lastIngestionTime }),
    arn: `${groupArn}:log-stream:${stream.name}`,
    storedBytes: 0,
  };
}

/** A page of items that are sorted by `key`; the token holds the key of the page's last item. */
function pageByName<T>(
  items: readonly T[],
  key: (item: T) => string,
  nextToken: string | undefined,
  limit: number,
  descending = false,
): { items: T[]; token: { nextToken?: string } } {
  const after = nextToken === undefined ? undefined : Buffer.from(nextToken, "base64url").toString("utf8");
  const rest = items.filter(
    (item) => after === undefined || (descending ? key(item) < after : key(item) > after),
  );
  const shown = rest.slice(0, limit);
  const last = shown.at(-1);
  const token =
    last !== undefined && rest.length > limit
      ? { nextToken: Buffer.from(key(last)).toString("base64url") }
      : {};
  return { items: shown, token };
}
