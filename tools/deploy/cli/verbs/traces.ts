import type { LogEvent } from "../../aws/logs/logs";
import type { AwsSession } from "../../aws/session";
import type { TraceSummary } from "../../aws/xray/trace-summary";
import { FerryError } from "../../error";
import { KnownVersions } from "../../observe/known-versions";
import { GROUP_PREFIX } from "../../telemetry/logs/line";
import { participants, tracePattern } from "../../telemetry/logs/participants";
import { filterPattern } from "../../telemetry/logs/pattern";
import { traceIds } from "../../telemetry/logs/trace-ids";
import { readSince } from "../../telemetry/since";
import { flatten, type Span, spanTree } from "../../telemetry/traces/span";
import type { LaunchEnvironment } from "../launch-environment";
import type { TracesOptions } from "../options";
import type { TracedVersion } from "../report/traces";
import type { NamedRun } from "../run/prepare";
import { type Extra, runByName } from "../run/run";

/** Traces that a list shows at most. */
const LISTED = 50;

/** Traces that are followed at most: one request has few. */
const MOST_TRACES = 25;

/** X-Ray's form of the id of a trace. */
const TRACE_ID = /^1-[0-9a-f]{8}-[0-9a-f]{24}$/;

/** Lists recent traces of the services, or draws one request across them. */
export function traces(options: TracesOptions, launch: LaunchEnvironment): Promise<number> {
  return runByName("traces", options, launch, async ({ context, outcomes, reporter }) => {
    const { session, environment } = context;
    const functions = outcomes.flatMap(({ desired }) => desired.functions).map(({ name }) => name);
    const since = readSince(options.since);
    const { id, correlationId } = options;
    if (id !== undefined && correlationId !== undefined) {
      throw new FerryError("UsageInvalid", "--id and --correlation-id name two requests", {
        next: "give one of them",
      });
    }
    if (id === undefined && correlationId === undefined) {
      const found = await recent(session, functions, since, options.errors);
      const shown = found.slice(0, LISTED);
      reporter.traces(shown, found.length > LISTED);
      const failed = shown.find(({ status }) => status !== "ok");
      if (failed)
        reporter.hint(`look into one: ${tracesCommand(outcomes, environment.name)} --id ${failed.id}`);
      return { traces: shown.map(summaryReport) };
    }
    const ids =
      id === undefined ? await ofRequest(session, functions, since, correlationId ?? "") : [readId(id)];
    const spans = await follow(session, ids);
    if (spans.length === 0) throw missing(id ?? correlationId ?? "", options);
    const versions = await versionsOf(session, functions, since, spans);
    reporter.trace(spans, versions);
    return traceReport(spans, correlationId, versions);
  });
}

/**
 * Newest first, each once: services share traces. No further back than it takes to find as many as are listed, of each service: a day of a busy
 * one has thousands.
 */
async function recent(
  session: AwsSession,
  functions: readonly string[],
  since: number,
  failedOnly: boolean,
): Promise<TraceSummary[]> {
  const now = Date.now();
  const found = new Map<string, TraceSummary>();
  await Promise.all(
    functions.map(async (name) => {
      // X-Ray takes whole seconds, and one that has just begun is wanted as well.
      let wanted = 0;
      for await (const range of session.traces.summaries(name, since, now + 1000)) {
        for (const summary of range) {
          if (failedOnly && summary.status === "ok") continue;
          wanted += 1;
          found.set(summary.id, summary);
        }
        if (wanted > LISTED) break;
      }
    }),
  );
  return [...found.values()].sort((a, b) => b.start - a.start);
}

/**
 * By the logs of the services, which have both ids in each line. Not by Logs Insights, which is charged by what it scans, is asked and answered
 * in two calls, and needs seconds.
 */
async function ofRequest(
  session: AwsSession,
  functions: readonly string[],
  since: number,
  correlationId: string,
): Promise<string[]> {
  const events = await logged(session, functions, since, filterPattern({ correlationId }));
  return traceIds(events, correlationId).slice(0, MOST_TRACES);
}

/**
 * Which versions of the functions took part, with what is known of their code. X-Ray's segments name the function and not its version,
 * which the lines do that were logged in these traces.
 */
async function versionsOf(
  session: AwsSession,
  functions: readonly string[],
  since: number,
  spans: readonly Span[],
): Promise<TracedVersion[]> {
  const events = await logged(session, functions, since, tracePattern(traceIdsOf(spans)));
  const known = new KnownVersions(session);
  return await Promise.all(
    participants(events).map(async (one) => ({ ...one, entry: await known.find(one.function, one.version) })),
  );
}

/** The lines of several functions that a pattern finds. */
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

function traceIdsOf(spans: readonly Span[]): string[] {
  return [...new Set([...flatten(spans)].map(({ span }) => span.traceId))];
}

/** The steps of these traces, and of those that they are linked to. */
async function follow(session: AwsSession, ids: readonly string[]): Promise<Span[]> {
  const asked = new Set(ids);
  let documents = await session.traces.documents(ids);
  for (;;) {
    const spans = spanTree(documents, Date.now());
    const linked = [...flatten(spans)].flatMap(({ span }) => span.follows.map(({ traceId }) => traceId));
    const room = Math.max(0, MOST_TRACES - asked.size);
    const unknown = [...new Set(linked)].filter((id) => !asked.has(id)).slice(0, room);
    if (unknown.length === 0) return spans;
    for (const id of unknown) asked.add(id);
    documents = [...documents, ...(await session.traces.documents(unknown))];
  }
}

/** The command that was run, to be pasted. */
function tracesCommand(outcomes: NamedRun["outcomes"], environment: string): string {
  const [one, ...others] = outcomes.flatMap(({ desired }) => desired.functions);
  const folder = one === undefined || others.length > 0 ? "//" : one.artifact.target.split(":")[0];
  return `./bazelw run ${folder}:traces -- --env ${environment}`;
}

function readId(id: string): string {
  if (TRACE_ID.test(id)) return id;
  throw new FerryError("UsageInvalid", `"${id}" is not the id of a trace`, {
    next: "give it as X-Ray has it, as in 1-5759e988-bd862e3fe1be46a994272793",
  });
}

function missing(name: string, { id, since }: TracesOptions): FerryError {
  return new FerryError(
    "TraceMissing",
    id === undefined
      ? `no log line with a trace has the correlation id "${name}" (--since ${since})`
      : `there is no trace ${name}`,
    {
      next: "look further back with --since, or wait some seconds: signals of the last moments may be on their way",
    },
  );
}

function summaryReport({ start, ...summary }: TraceSummary): object {
  return { ...summary, start: new Date(start).toISOString() };
}

function traceReport(
  spans: readonly Span[],
  correlationId: string | undefined,
  versions: readonly TracedVersion[],
): Extra {
  const all = [...flatten(spans)].map(({ span, depth }) => ({ span, depth }));
  const start = Math.min(...all.map(({ span }) => span.start));
  const end = Math.max(...all.map(({ span }) => span.start + span.durationMs));
  return {
    trace: {
      correlationId: correlationId ?? null,
      ids: traceIdsOf(spans),
      start: new Date(start).toISOString(),
      durationMs: Math.round(end - start),
      versions: versions.map(({ entry, buildId = null, ...one }) => ({
        ...one,
        buildId,
        commit: entry?.commit ?? null,
        target: entry?.target ?? null,
      })),
      spans: all.map(({ span, depth }) => ({
        id: span.id,
        traceId: span.traceId,
        depth,
        name: span.name,
        detail: span.detail,
        start: new Date(span.start).toISOString(),
        durationMs: Math.round(span.durationMs * 1000) / 1000,
        status: span.status,
        cause: span.cause ?? null,
      })),
    },
  };
}
