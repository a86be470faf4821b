import { join } from "node:path";
import type { Readable } from "node:stream";
import type * as Sdk from "@aws-sdk/client-cloudwatch-logs";
import { bestEffort } from "../state/best-effort";
import { groupExists } from "./errors";
import * as events from "./event-operations";
import { LogGroups } from "./groups";
import { LiveTails, type WrittenEvent } from "./live-tail";
import type { LogGroup } from "./log-group";
import { readRequest } from "./requests";

export interface LogsApiOptions {
  /** The account's state folder; logs are kept in `logs` in it. */
  readonly stateFolder: string;
  /** Default `us-east-1`. */
  readonly region?: string;
  /** Default `000000000000`. */
  readonly accountId?: string;
  /** Called with all events that are written: CloudWatch reads metrics from them. */
  readonly onWritten?: (events: readonly WrittenEvent[]) => void;
}

/**
 * CloudWatch Logs as far as functions and readers of their logs need it. Inputs and outputs are those of the AWS
 * SDK; errors are `AwsError`s. Events are kept on disk, within bounds: old streams of a group go first.
 */
export class LogsApi {
  readonly #groups: LogGroups;
  readonly #tails = new LiveTails();
  readonly #onWritten: NonNullable<LogsApiOptions["onWritten"]>;

  constructor(options: LogsApiOptions) {
    const { stateFolder, region = "us-east-1", accountId = "000000000000" } = options;
    this.#onWritten = options.onWritten ?? (() => undefined);
    this.#groups = new LogGroups(join(stateFolder, "logs"), `arn:aws:logs:${region}:${accountId}:log-group:`);
  }

  async createLogGroup(input: Sdk.CreateLogGroupRequest): Promise<object> {
    const { logGroupName, tags = {} } = readRequest("CreateLogGroup", input);
    if (this.#groups.find(logGroupName)) throw groupExists();
    this.#groups.create(logGroupName, tags, Date.now());
    return {};
  }

  async deleteLogGroup(input: Sdk.DeleteLogGroupRequest): Promise<object> {
    this.#groups.delete(readRequest("DeleteLogGroup", input).logGroupName);
    return {};
  }

  async describeLogGroups(input: Sdk.DescribeLogGroupsRequest): Promise<Sdk.DescribeLogGroupsResponse> {
    const {
      logGroupNamePrefix: prefix = "",
      nextToken,
      limit = 50,
    } = readRequest("DescribeLogGroups", input);
    const matching = this.#groups.all().filter(({ record: { name } }) => name.startsWith(prefix));
    const { items, token } = pageByName(matching, nextToken, limit);
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
    const { logGroupName, retentionInDays } = readRequest("PutRetentionPolicy", input);
    this.#groups.get(logGroupName).update({ retentionInDays });
    return {};
  }

  async deleteRetentionPolicy(input: Sdk.DeleteRetentionPolicyRequest): Promise<object> {
    this.#groups
      .get(readRequest("DeleteRetentionPolicy", input).logGroupName)
      .update({ retentionInDays: undefined });
    return {};
  }

  async tagResource(input: Sdk.TagResourceRequest): Promise<object> {
    const { resourceArn, tags } = readRequest("TagResource", input);
    const group = this.#groups.byIdentifier(resourceArn);
    group.update({ tags: { ...group.record.tags, ...tags } });
    return {};
  }

  async untagResource(input: Sdk.UntagResourceRequest): Promise<object> {
    const { resourceArn, tagKeys } = readRequest("UntagResource", input);
    const group = this.#groups.byIdentifier(resourceArn);
    const kept = Object.entries(group.record.tags).filter(([key]) => !tagKeys.includes(key));
    group.update({ tags: Object.fromEntries(kept) });
    return {};
  }

  async listTagsForResource(input: Sdk.ListTagsForResourceRequest): Promise<Sdk.ListTagsForResourceResponse> {
    const { resourceArn } = readRequest("ListTagsForResource", input);
    return { tags: { ...this.#groups.byIdentifier(resourceArn).record.tags } };
  }

  async filterLogEvents(input: Sdk.FilterLogEventsRequest): Promise<Sdk.FilterLogEventsResponse> {
    return events.filterLogEvents(this.#groups, readRequest("FilterLogEvents", input));
  }

  /** The body of the answer: an event stream that stays open. */
  async startLiveTail(input: Sdk.StartLiveTailRequest): Promise<Readable> {
    const { logGroupIdentifiers, logEventFilterPattern: pattern = "" } = readRequest("StartLiveTail", input);
    const groups = logGroupIdentifiers.map((one) => this.#groups.arn(this.#groups.byIdentifier(one)));
    return this.#tails.open({ groups, pattern, matches: events.matcher(pattern) });
  }

  /** Appends what a function printed; makes the group and the stream where they are missing, as Lambda does. */
  write(
    groupName: string,
    streamName: string,
    printed: readonly { timestamp: number; message: string }[],
  ): void {
    const now = Date.now();
    const group = this.#groups.find(groupName) ?? this.#groups.create(groupName, {}, now);
    (group.streams.get(streamName) ?? group.createStream(streamName, now)).append(printed, now);
    this.#publish(group, streamName, printed);
  }

  /** Ends the Live Tail sessions. */
  close(): void {
    this.#tails.close();
  }

  #publish(group: LogGroup, streamName: string, written: readonly WrittenEvent[]): void {
    this.#tails.publish(this.#groups.arn(group), streamName, written, Date.now());
    bestEffort("reading metrics from the log", () => this.#onWritten(written));
  }
}

/** A page of groups, which are sorted by name; the token holds the name of the page's last one. */
function pageByName(
  groups: readonly LogGroup[],
  nextToken: string | undefined,
  limit: number,
): { items: LogGroup[]; token: { nextToken?: string } } {
  const after = nextToken === undefined ? "" : Buffer.from(nextToken, "base64url").toString("utf8");
  const rest = groups.filter(({ record }) => record.name > after);
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  const token =
    last !== undefined && rest.length > limit
      ? { nextToken: Buffer.from(last.record.name).toString("base64url") }
      : {};
  return { items, token };
}
