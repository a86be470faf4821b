import type { TraceSummary } from "../../aws/xray/trace-summary";
import { FerryError } from "../../error";
import { readSince } from "../../telemetry/since";
import { readLinkedTraces, traceIdsOf } from "../../telemetry/traces/linked";
import { type TracedVersion, tracedVersions, tracesOfRequest } from "../../telemetry/traces/logged";
import { recentTraces } from "../../telemetry/traces/recent";
import { flatten, type Span } from "../../telemetry/traces/span";
import { sinceOption } from "../options";
import { namedServices } from "../run/load-services";
import type { NamedRun } from "../run/prepare";
import { type Extra, runVerb } from "../run/run-verb";
import { targetsOf } from "../run/targets-of";
import { defineVerb } from "../verb";

/** Traces that a list shows at most. */
const LISTED = 50;

/** X-Ray's form of the id of a trace. */
const TRACE_ID = /^1-[0-9a-f]{8}-[0-9a-f]{24}$/;

export const traces = defineVerb({
  name: "traces",
  description: "list the services' recent traces, or draw one request across them",
  more: "See [traces](observability.md#traces).",
  options: {
    since: sinceOption("1h"),
    errors: { description: "only traces in which something went wrong" },
    correlationId: { value: "<id>", description: "draw one request, by the id that its services log" },
    id: { value: "<trace>", description: "draw one trace, by its X-Ray id" },
  },
  services: namedServices,
  interruption: "exit",
  run: (options, launch): Promise<number> =>
    runVerb(traces, options, launch, async ({ context, outcomes, reporter }) => {
      const { session, environment } = context;
      const targets = targetsOf(outcomes);
      const functions = [...targets.keys()];
      const since = readSince(options.since);
      const { id, correlationId } = options;
      if (id !== undefined && correlationId !== undefined) {
        throw new FerryError("UsageInvalid", "--id and --correlation-id name two requests", {
          next: "give one of them",
        });
      }
      if (id === undefined && correlationId === undefined) {
        const found = await recentTraces(session, functions, since, {
          failedOnly: options.errors,
          most: LISTED,
        });
        const shown = found.slice(0, LISTED);
        reporter.traces(shown, found.length > LISTED);
        const failed = shown.find(({ status }) => status !== "ok");
        if (failed)
          reporter.hint(`look into one: ${tracesCommand(outcomes, environment.name)} --id ${failed.id}`);
        return { traces: shown.map(summaryReport) };
      }
      const ids =
        id === undefined
          ? await tracesOfRequest(session, functions, since, correlationId ?? "")
          : [readId(id)];
      const spans = await readLinkedTraces(session, ids);
      if (spans.length === 0) throw missing(id, correlationId, options.since);
      const versions = await tracedVersions(session, targets, since, traceIdsOf(spans));
      reporter.trace(spans, versions);
      return traceReport(spans, correlationId, versions);
    }),
});

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

function missing(id: string | undefined, correlationId: string | undefined, since: string): FerryError {
  return new FerryError(
    "TraceMissing",
    id === undefined
      ? `no log line with a trace has the correlation id "${correlationId}" (--since ${since})`
      : `there is no trace ${id}`,
    {
      next: "look further back with --since, or try again in some seconds: the latest logs and traces may not have arrived yet",
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
