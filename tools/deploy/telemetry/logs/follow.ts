import type { LogEvent, Logs } from "../../aws/logs/logs";
import { merge } from "./merge";
import { Tally } from "./tally";

/** What is to be read. */
export interface LogQuery {
  /** Names of log groups. */
  readonly groups: readonly string[];
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** As CloudWatch Logs takes it; empty for everything. */
  readonly pattern: string;
  /** Called where a session delivers only some of the lines. */
  readonly onSample?: () => void;
}

/** Milliseconds by which events may come later than others that were logged after them. */
const LATENESS = 60_000;

/** What the groups hold, oldest first. */
export function history(logs: Reader, { groups, since, pattern }: LogQuery): AsyncGenerator<LogEvent> {
  const sources = groups.map((group) => logs.events(group, since, pattern));
  return merge(sources, (a, b) => a.timestamp < b.timestamp);
}

/** The part of `Logs` that is needed to follow them. */
export type Reader = Pick<Logs, "events" | "tail">;

/**
 * What the groups hold, and then what is written to them, until the signal is aborted. The session is opened before the history
 * is read, so that nothing falls between the two, and what both have is yielded once. When a session ends, another one is opened,
 * and what was written meanwhile is read.
 * @param arn of a log group
 */
export async function* follow(
  logs: Reader,
  query: LogQuery,
  arn: (group: string) => string,
  signal: AbortSignal,
): AsyncGenerator<LogEvent> {
  let { since } = query;
  let seen = new Tally();
  while (!signal.aborted) {
    const session = await logs.tail(query.groups.map(arn), query.pattern, signal, query.onSample);
    const before = seen.since(since);
    const read = new Tally();
    let newest = since;
    for await (const event of history(logs, { ...query, since })) {
      read.add(event);
      newest = Math.max(newest, event.timestamp);
      if (!before.take(event)) yield event;
    }
    seen = read.since(newest - LATENESS);
    const both = seen.since(0);
    for await (const events of session) {
      for (const event of events) {
        newest = Math.max(newest, event.timestamp);
        if (both.take(event)) continue;
        seen.add(event);
        yield event;
      }
      seen = seen.since(newest - LATENESS);
    }
    since = Math.max(since, newest - LATENESS);
  }
}
