import { setTimeout } from "node:timers/promises";
import {
  CloudWatchLogsClient,
  FilterLogEventsCommand,
  InvalidParameterException,
  type LiveTailSessionLogEvent,
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
import { failureKind } from "../client/retry";

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

  /** Whether there is such a group: one that is not there lets no session begin. */
  async has(logGroupName: string): Promise<boolean> {
    try {
      await this.#client.send(new FilterLogEventsCommand({ logGroupName, startTime: Date.now(), limit: 1 }));
      return true;
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return false;
      throw translate(error, "CloudWatchLogs.FilterLogEvents");
    }
  }

  /**
   * Opens a Live Tail session: what is written to the groups from now on, in batches. It ends when the signal is aborted, when
   * AWS or the network ends it, and after three hours at the latest, which is how long AWS keeps one open.
   * @param groups ARNs, at most `GROUPS_IN_SESSION`
   * @param onSample called where there is more to tell than AWS sends, which is 500 events a second
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
  readonly sessionUpdate?: {
    readonly sessionMetadata?: { readonly sampled?: boolean | undefined } | undefined;
    readonly sessionResults?: LiveTailSessionLogEvent[] | undefined;
  };
}>;

/** Milliseconds after a session that broke, so that one that breaks at once is not opened again and again. */
const PAUSE = 1_000;

/** Whether a session ended as sessions do, by its time or with the connection: another one can be opened. */
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

/** AWS identifies the group of an event as `<account>:<name>`, or by its ARN. */
function groupName(identifier: string): string {
  return identifier.slice(identifier.lastIndexOf(":") + 1);
}
