import type { LogEvent } from "../../aws/logs/logs";
import type { AwsSession } from "../../aws/session";
import type { VersionEntry } from "../../history/versions";
import { KnownVersions } from "../../observe/known-versions";
import { GROUP_PREFIX } from "../logs/line";
import { type Participant, participants, tracePattern } from "../logs/participants";
import { filterPattern } from "../logs/pattern";
import { traceIds } from "../logs/trace-ids";

/** A version that took part in a trace. */
export interface TracedVersion extends Participant {
  /** What its description says; undefined for one that was deleted since. */
  readonly entry: VersionEntry | undefined;
}

/**
 * The ids of the traces of one request, from the logs of the functions, which have both ids in each line. Not by Logs Insights, which is
 * charged by what it scans, takes two calls, and needs seconds.
 */
export async function tracesOfRequest(
  session: AwsSession,
  functions: readonly string[],
  since: number,
  correlationId: string,
): Promise<string[]> {
  const events = await logged(session, functions, since, filterPattern({ correlationId }));
  return traceIds(events, correlationId);
}

/**
 * Which versions of the functions took part, with what is known of their code. X-Ray's segments name the function and not its version;
 * the lines that were logged in these traces do.
 * @param functions the labels of their bundles, by their names
 */
export async function tracedVersions(
  session: AwsSession,
  functions: ReadonlyMap<string, string>,
  since: number,
  traces: readonly string[],
): Promise<TracedVersion[]> {
  const events = await logged(session, [...functions.keys()], since, tracePattern(traces));
  const known = new KnownVersions(session, functions);
  return await Promise.all(
    participants(events).map(async (one) => ({ ...one, entry: await known.find(one.function, one.version) })),
  );
}

/** The lines of several functions that match a pattern. */
async function logged(
  session: AwsSession,
  functions: readonly string[],
  since: number,
  pattern: string,
): Promise<LogEvent[]> {
  const read = async (name: string): Promise<LogEvent[]> => {
    const events: LogEvent[] = [];
    for await (const event of session.logs.events(`${GROUP_PREFIX}${name}`, since, pattern))
      events.push(event);
    return events;
  };
  return (await Promise.all(functions.map(read))).flat();
}
