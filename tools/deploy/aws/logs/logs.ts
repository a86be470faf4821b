import { setTimeout } from "node:timers/promises";
import {
  CloudWatchLogsClient,
  DeleteLogGroupCommand,
  FilterLogEventsCommand,
  InvalidParameterException,
  type LiveTailSessionLogEvent,
  paginateDescribeLogGroups,
  paginateFilterLogEvents,
  ResourceNotFoundException,
  SessionStreamingException,
  SessionTimeoutException,
  StartLiveTailCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { FerryError } from "../../error";
import type { CallCounter } from "../client/calls";
import { type Connection, clientOptions } from "../client/connection";
import { translate } from "../client/failure";
import { idempotent } from "../client/idempotent";
import { paginated } from "../client/paginated";
import { failureKind } from "../client/retry";

/** One line logged by a function, or by Lambda itself. */
export interface LogEvent {
  /** Name of the log group. */
  readonly group: string;
  readonly stream: string;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly message: string;
}

/** Most log groups per Live Tail session. */
export const GROUPS_IN_SESSION = 10;

/** The parts of CloudWatch Logs that the deployer uses. */
export class Logs {
  readonly #client: CloudWatchLogsClient;

  constructor(connection: Connection, calls: CallCounter) {
    // Live Tail uses another host name, which an endpoint on the loopback interface does not have.
    const disableHostPrefix = connection.endpoint !== undefined;
    this.#client = new CloudWatchLogsClient({ ...clientOptions(connection), disableHostPrefix });
    calls.watch(this.#client, "CloudWatchLogs");
  }

  /**
   * The events of a group since `since` (milliseconds since the epoch) that match the filter pattern, oldest first. None if there
   * is no such group, since its function is not deployed.
   * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
   */
  async *events(group: string, since: number, filterPattern: string): AsyncGenerator<LogEvent> {
    const input = { logGroupName: group, startTime: since, ...(filterPattern && { filterPattern }) };
    try {
      for await (const { events = [] } of paginateFilterLogEvents({ client: this.#client }, input))
        for (const { logStreamName = "", timestamp = 0, message = "" } of events)
          yield { group, stream: logStreamName, timestamp, message };
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException))
        throw failureOf(error, "CloudWatchLogs.FilterLogEvents", filterPattern);
    }
  }

  /** Whether a group exists: no session can start with a missing one. */
  async has(logGroupName: string): Promise<boolean> {
    try {
      await this.#client.send(new FilterLogEventsCommand({ logGroupName, startTime: Date.now(), limit: 1 }));
      return true;
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return false;
      throw translate(error, "CloudWatchLogs.FilterLogEvents");
    }
  }

  /** Names of all log groups that begin with the prefix. */
  async groups(logGroupNamePrefix: string): Promise<string[]> {
    const pages = paginateDescribeLogGroups({ client: this.#client }, { logGroupNamePrefix });
    const names: string[] = [];
    for await (const { logGroups = [] } of paginated(pages, "CloudWatchLogs.DescribeLogGroups"))
      for (const { logGroupName } of logGroups) if (logGroupName !== undefined) names.push(logGroupName);
    return names;
  }

  /** Deletes a log group with all that it holds, if there is one. */
  async deleteGroup(logGroupName: string): Promise<void> {
    try {
      await idempotent(() => this.#client.send(new DeleteLogGroupCommand({ logGroupName })));
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException))
        throw translate(error, "CloudWatchLogs.DeleteLogGroup");
    }
  }

  /**
   * Opens a Live Tail session: new events of the groups, in batches. It ends when the signal is aborted, when AWS or the network
   * closes it, and after three hours at the latest.
   * @param groups ARNs, at most `GROUPS_IN_SESSION`
   * @param onSample called if there are more events than AWS sends, which is 500 a second
   * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartLiveTail.html
   */
  async tail(
    groups: readonly string[],
    filterPattern: string,
    signal: AbortSignal,
    onSample: () => void = () => undefined,
  ): Promise<AsyncGenerator<readonly LogEvent[]>> {
    const command = new StartLiveTailCommand({
      logGroupIdentifiers: [...groups],
      ...(filterPattern && { logEventFilterPattern: filterPattern }),
    });
    try {
      const { responseStream } = await this.#client.send(command, { abortSignal: signal });
      return updates(responseStream?.[Symbol.asyncIterator](), signal, onSample);
    } catch (error) {
      throw failureOf(error, "CloudWatchLogs.StartLiveTail", filterPattern);
    }
  }

  /** Ends open sessions. */
  close(): void {
    this.#client.destroy();
  }
}

/** The pattern is the only parameter that comes from the user, so an invalid parameter is the user's to fix. */
function failureOf(error: unknown, operation: string, filterPattern: string): Error {
  if (!(error instanceof InvalidParameterException) || filterPattern === "")
    return translate(error, operation);
  return new FerryError(
    "UsageInvalid",
    `CloudWatch Logs rejected the filter pattern ${filterPattern}: ${error.message}`,
    {
      cause: error,
      next: `put terms with characters other than letters, digits and _ in double quotes: --filter '"order-7"'`,
    },
  );
}

type Session = AsyncIterator<{
  readonly sessionUpdate?: {
    readonly sessionMetadata?: { readonly sampled?: boolean | undefined } | undefined;
    readonly sessionResults?: LiveTailSessionLogEvent[] | undefined;
  };
}>;

/** Milliseconds to wait after a broken session, so that one that keeps breaking is not reopened in a tight loop. */
const PAUSE = 1_000;

/** Whether a session ended by timeout or connection loss, so that another one can be opened. */
function isEnd(error: unknown): boolean {
  if (error instanceof SessionTimeoutException || error instanceof SessionStreamingException) return true;
  return failureKind(error) !== "final";
}

async function* updates(
  session: Session | undefined,
  signal: AbortSignal,
  onSample: () => void,
): AsyncGenerator<readonly LogEvent[]> {
  const aborted = new Promise<undefined>((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener("abort", () => resolve(undefined), { once: true });
  });
  for (;;) {
    let next: Awaited<ReturnType<Session["next"]>> | undefined;
    try {
      next = await Promise.race([session?.next(), aborted]);
    } catch (error) {
      if (signal.aborted) return;
      if (!isEnd(error)) throw translate(error, "CloudWatchLogs.StartLiveTail");
      await setTimeout(PAUSE, undefined, { signal }).catch(() => undefined);
      return;
    }
    if (next === undefined || next.done) return;
    const { sessionUpdate } = next.value;
    if (sessionUpdate?.sessionMetadata?.sampled) onSample();
    yield (sessionUpdate?.sessionResults ?? []).map(
      ({ logGroupIdentifier = "", logStreamName = "", timestamp = 0, message = "" }) => ({
        group: groupName(logGroupIdentifier),
        stream: logStreamName,
        timestamp,
        message,
      }),
    );
  }
}

/** Log events identify their group as `<account>:<name>`, or by its ARN. */
function groupName(identifier: string): string {
  return identifier.slice(identifier.lastIndexOf(":") + 1);
}
