import {
  paginateBatchGetTraces,
  paginateGetTraceSummaries,
  type RootCauseException,
  type TraceSummary as SdkSummary,
  XRayClient,
} from "@aws-sdk/client-xray";
import type { CallCounter } from "../client/calls";
import { type Connection, clientOptions } from "../client/connection";
import { paginated } from "../client/paginated";
import type { TraceSummary } from "./trace-summary";

/** Most ids per BatchGetTraces request. */
const IDS_AT_ONCE = 5;

/** Longest time range of GetTraceSummaries, in milliseconds. */
const LONGEST_RANGE = 6 * 3_600_000;

/** How long X-Ray keeps traces, in milliseconds. */
const RETENTION = 30 * 24 * 3_600_000;

/** What `summaryOf` has a status other than "ok" for: https://docs.aws.amazon.com/xray/latest/devguide/xray-console-filters.html */
const FAILED = "fault OR error OR throttle";

/** Reads X-Ray traces. */
export class Traces {
  readonly #client: XRayClient;

  constructor(connection: Connection, calls: CallCounter) {
    this.#client = new XRayClient(clientOptions(connection));
    calls.watch(this.#client, "XRay");
  }

  /**
   * Traces with a segment of that name that began between two times (milliseconds since the epoch), by ranges of six hours,
   * latest first; unordered within a range. X-Ray leaves out those that went well, if only failed ones are wanted. Times beyond
   * X-Ray's retention are skipped.
   * https://docs.aws.amazon.com/xray/latest/api/API_GetTraceSummaries.html
   */
  async *summaries(
    service: string,
    since: number,
    until: number,
    failedOnly: boolean,
  ): AsyncGenerator<readonly TraceSummary[]> {
    const earliest = Math.max(since, until - RETENTION);
    for (let end = until; end > earliest; end -= LONGEST_RANGE) {
      const found: TraceSummary[] = [];
      const start = Math.max(earliest, end - LONGEST_RANGE);
      const input = {
        StartTime: new Date(start),
        EndTime: new Date(end),
        FilterExpression: `service("${service}")${failedOnly ? ` AND (${FAILED})` : ""}`,
      };
      const pages = paginateGetTraceSummaries({ client: this.#client }, input);
      for await (const { TraceSummaries = [] } of paginated(pages, "XRay.GetTraceSummaries"))
        found.push(...TraceSummaries.map(summaryOf));
      yield found;
    }
  }

  /**
   * The segment documents of traces, as JSON texts; unknown traces are left out.
   * https://docs.aws.amazon.com/xray/latest/api/API_BatchGetTraces.html
   */
  async documents(ids: readonly string[]): Promise<string[]> {
    const documents: string[] = [];
    for (let from = 0; from < ids.length; from += IDS_AT_ONCE) {
      const TraceIds = ids.slice(from, from + IDS_AT_ONCE);
      const pages = paginateBatchGetTraces({ client: this.#client }, { TraceIds });
      for await (const { Traces = [] } of paginated(pages, "XRay.BatchGetTraces"))
        for (const { Segments = [] } of Traces)
          documents.push(...Segments.flatMap(({ Document }) => Document ?? []));
    }
    return documents;
  }
}

function summaryOf(summary: SdkSummary): TraceSummary {
  const {
    Id = "",
    StartTime,
    Duration = 0,
    HasFault,
    HasError,
    HasThrottle,
    ServiceIds = [],
    EntryPoint,
  } = summary;
  const causes = [...(summary.FaultRootCauses ?? []), ...(summary.ErrorRootCauses ?? [])];
  return {
    id: Id,
    // If X-Ray gives no exact time, the id contains the second in which the trace began.
    start: StartTime?.getTime() ?? Number.parseInt(Id.slice(2, 10), 16) * 1000,
    durationMs: Math.round(Duration * 1000),
    status: HasFault ? "fault" : HasThrottle ? "throttle" : HasError ? "error" : "ok",
    services: [...new Set(ServiceIds.flatMap(({ Name }) => Name ?? []))].sort(),
    entry: EntryPoint?.Name ?? null,
    cause: causes.flatMap(({ Services = [] }) => exceptions(Services)).at(0) ?? null,
  };
}

interface CauseService {
  readonly EntityPath?:
    | readonly { readonly Exceptions?: readonly RootCauseException[] | undefined }[]
    | undefined;
}

/** The exceptions at the origin of the failure: the path leads there from the entry point. */
function exceptions(path: readonly CauseService[]): string[] {
  const thrown = path
    .flatMap(({ EntityPath = [] }) => EntityPath)
    .flatMap(({ Exceptions = [] }) => Exceptions);
  return thrown
    .map(({ Name, Message }) => [Name, Message].filter((text) => text).join(": "))
    .filter((text) => text !== "")
    .reverse();
}
