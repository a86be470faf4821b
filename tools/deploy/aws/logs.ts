import {
  CloudWatchLogsClient,
  InvalidParameterException,
  type LiveTailSessionLogEvent,
  paginateFilterLogEvents,
  ResourceNotFoundException,
  StartLiveTailCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { FerryError } from "../error";
import type { CallCounter } from "./calls";
import { type Connection, clientOptions } from "./connection";
import { translate } from "./failure";

/** One line that a function, or Lambda beside it, has logged. */
export interface LogEvent {
  /** Name of the log group. */
  readonly group: string;
  readonly stream: string;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly message: string;
}

/** Live Tail takes so many groups in one session. */
export const GROUPS_IN_SESSION = 10;

/** CloudWatch Logs, as far as reading goes. */
export class Logs {
  readonly #client: CloudWatchLogsClient;

  constructor(connection: Connection, calls: CallCounter) {
    // Live Tail answers under another host name, which the loopback interface has not.
    const disableHostPrefix = connection.endpoint !== undefined;
    this.#client = new CloudWatchLogsClient({ ...clientOptions(connection), disableHostPrefix });
    calls.watch(this.#client, "CloudWatchLogs");
  }

  /**
   * What a group holds since `since` (milliseconds since the epoch) and matches the filter pattern, oldest first. Nothing where
   * there is no such group: its function has not been deployed.
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

  /**
   * Opens a Live Tail session: what is written to the groups from now on, in batches. It ends when the signal is aborted, and
   * after three hours at the latest, which is how long AWS keeps one open.
   * @param groups ARNs, at most `GROUPS_IN_SESSION`
   * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartLiveTail.html
   */
  async tail(
    groups: readonly string[],
    filterPattern: string,
    signal: AbortSignal,
  ): Promise<AsyncGenerator<readonly LogEvent[]>> {
    const command = new StartLiveTailCommand({
      logGroupIdentifiers: [...groups],
      ...(filterPattern && { logEventFilterPattern: filterPattern }),
    });
    try {
      const { responseStream } = await this.#client.send(command, { abortSignal: signal });
      return updates(responseStream?.[Symbol.asyncIterator](), signal);
    } catch (error) {
      throw failureOf(error, "CloudWatchLogs.StartLiveTail", filterPattern);
    }
  }

  /** Ends open sessions. */
  close(): void {
    this.#client.destroy();
  }
}

/** The pattern is the only parameter that a user writes, so an invalid one is the user's to mend. */
function failureOf(error: unknown, operation: string, filterPattern: string): Error {
  if (!(error instanceof InvalidParameterException) || filterPattern === "")
    return translate(error, operation);
  return new FerryError(
    "UsageInvalid",
    `CloudWatch Logs refuses the filter pattern ${filterPattern}: ${error.message}`,
    {
      cause: error,
      next: `put what has other characters than letters, digits and _ in double quotes: --filter '"order-7"'`,
    },
  );
}

type Session = AsyncIterator<{
  readonly sessionUpdate?: { readonly sessionResults?: LiveTailSessionLogEvent[] | undefined };
}>;

async function* updates(
  session: Session | undefined,
  signal: AbortSignal,
): AsyncGenerator<readonly LogEvent[]> {
  const aborted = new Promise<undefined>((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener("abort", () => resolve(undefined), { once: true });
  });
  for (;;) {
    const next = await Promise.race([session?.next(), aborted]);
    if (next === undefined || next.done) return;
    const { sessionUpdate } = next.value;
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

/** AWS identifies the group of an event as `<account>:<name>`, or by its ARN. */
function groupName(identifier: string): string {
  return identifier.slice(identifier.lastIndexOf(":") + 1);
}
