import { join } from "node:path";
import type * as Sdk from "@aws-sdk/client-xray";
import { bestEffort } from "../state/best-effort";
import { assemble } from "./assemble";
import { filterExpression } from "./filter-expression";
import { readRequest } from "./requests";
import type { SegmentDocument } from "./segment";
import { SegmentStore } from "./segment-store";
import { duration, summarize } from "./trace-summary";

export interface XRayApiOptions {
  /** The account's state folder; segments are kept in `xray` in it. */
  readonly stateFolder: string;
}

const SWEEP_EVERY = 60 * 60 * 1000;

/** GetTraceSummaries answers so many at once. */
const PAGE = 100;

/**
 * X-Ray: the account records segments, clients read traces. Inputs and outputs are those of the AWS SDK; errors are `AwsError`s. Every trace is
 * kept for three days: there is no sampling.
 */
export class XRayApi {
  readonly #store: SegmentStore;
  readonly #timer: NodeJS.Timeout;

  constructor({ stateFolder }: XRayApiOptions) {
    this.#store = new SegmentStore(join(stateFolder, "xray", "segments.sqlite"));
    this.#sweep();
    this.#timer = setInterval(() => bestEffort("sweeping traces", () => this.#sweep()), SWEEP_EVERY).unref();
  }

  /** Takes the segments that services make. */
  record(documents: readonly SegmentDocument[]): void {
    this.#store.put(documents);
  }

  async getTraceSummaries(input: Sdk.GetTraceSummariesRequest): Promise<Sdk.GetTraceSummariesResult> {
    const { StartTime, EndTime, FilterExpression, NextToken } = readRequest("GetTraceSummaries", input);
    const matches = FilterExpression === undefined ? () => true : filterExpression(FilterExpression);
    const TraceSummaries: ReturnType<typeof summarize>[] = [];
    let processed = 0;
    let more = false;
    for (const trace of this.#store.traces(StartTime, EndTime)) {
      // They come newest first, and so does what is left of them for the next page.
      if (NextToken !== undefined && trace.id >= NextToken) continue;
      const summary = summarize(trace);
      processed += 1;
      if (!matches(summary)) continue;
      more = TraceSummaries.length === PAGE;
      if (more) break;
      TraceSummaries.push(summary);
    }
    const last = TraceSummaries.at(-1);
    return {
      TraceSummaries,
      ApproximateTime: new Date(StartTime * 1000),
      TracesProcessedCount: processed,
      ...(more && last && { NextToken: last.Id }),
    };
  }

  /** A trace that is not known is left out, as X-Ray leaves it out. */
  async batchGetTraces(input: Sdk.BatchGetTracesRequest): Promise<Sdk.BatchGetTracesResult> {
    const { TraceIds } = readRequest("BatchGetTraces", input);
    const Traces = TraceIds.flatMap((id) => this.#store.trace(id) ?? []).map(({ id, documents }) => ({
      Id: id,
      Duration: duration(documents),
      LimitExceeded: false,
      Segments: assemble(documents).map((segment) => ({ Id: segment.id, Document: JSON.stringify(segment) })),
    }));
    return { Traces, UnprocessedTraceIds: [] };
  }

  close(): void {
    clearInterval(this.#timer);
    this.#store.close();
  }

  #sweep(): void {
    this.#store.sweep(Date.now() / 1000);
  }
}
