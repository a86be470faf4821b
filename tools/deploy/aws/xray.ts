import {
  paginateBatchGetTraces,
  paginateGetTraceSummaries,
  type TraceSummary as SdkSummary,
  XRayClient,
} from "@aws-sdk/client-xray";
import type { TraceSummary } from "../signals/trace-summary";
import type { CallCounter } from "./calls";
import { type Connection, clientOptions } from "./connection";
import { paginated } from "./paginated";

/** BatchGetTraces takes so many ids. */
const IDS_AT_ONCE = 5;

/** GetTraceSummaries takes no longer a time at once, in milliseconds. */
const LONGEST_RANGE = 6 * 3_600_000;

/** X-Ray, as far as reading goes. */
export class Traces {
  readonly #client: XRayClient;

  constructor(connection: Connection, calls: CallCounter) {
    this.#client = new XRayClient(clientOptions(connection));
    calls.watch(this.#client, "XRay");
  }

  /**
   * Traces with a segment of that name which began between two times (milliseconds since the epoch), the latest range first.
   * https://docs.aws.amazon.com/xray/latest/api/API_GetTraceSummaries.html
   */
  async *summaries(service: string, since: number, until: number): AsyncGenerator<TraceSummary> {
    for (let end = until; end > since; end -= LONGEST_RANGE) {
      const start = Math.max(since, end - LONGEST_RANGE);
      const input = {
        StartTime: new Date(start),
        EndTime: new Date(end),
        FilterExpression: `service("${service}")`,
      };
      const pages = paginateGetTraceSummaries({ client: this.#client }, input);
      for await (const { TraceSummaries = [] } of paginated(pages, "XRay.GetTraceSummaries"))
        for (const summary of TraceSummaries) yield summaryOf(summary);
    }
  }

  /**
   * The segment documents of traces, as JSON texts; those of a trace that X-Ray does not know are not among them.
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
  return {
    id: Id,
    // The id has the second in which it began, where X-Ray does not say more exactly.
    start: StartTime?.getTime() ?? Number.parseInt(Id.slice(2, 10), 16) * 1000,
    durationMs: Math.round(Duration * 1000),
    status: HasFault ? "fault" : HasThrottle ? "throttle" : HasError ? "error" : "ok",
    services: [...new Set(ServiceIds.flatMap(({ Name }) => Name ?? []))].sort(),
    entry: EntryPoint?.Name ?? null,
  };
}
