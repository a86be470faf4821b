import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { newTraceId } from "../protocol/trace-header";
import { XRayApi } from "./api";
import type { SegmentDocument } from "./segment";

/** Seconds. Old traces are dropped when the account starts. */
const NOW = Math.floor(Date.now() / 1000);
const TRACE = newTraceId(NOW * 1000);

let stateFolder: string;
let xray: XRayApi;

beforeEach(() => {
  stateFolder = mkdtempSync(join(tmpdir(), "ferry-xray-"));
  xray = new XRayApi({ stateFolder });
});

afterEach(() => {
  xray.close();
  rmSync(stateFolder, { recursive: true, force: true });
});

const id = (digit: string) => digit.repeat(16);

const segment = (digit: string, change: object = {}) =>
  ({
    id: id(digit),
    trace_id: TRACE,
    name: `segment ${digit}`,
    start_time: NOW + 1,
    end_time: NOW + 2,
    ...change,
  }) as SegmentDocument;

const put = (...documents: object[]) =>
  xray.putTraceSegments({ TraceSegmentDocuments: documents.map((one) => JSON.stringify(one)) });

const read = async () => {
  const { Traces = [] } = await xray.batchGetTraces({ TraceIds: [TRACE] });
  return (Traces[0]?.Segments ?? []).map(({ Document = "" }) => JSON.parse(Document) as SegmentDocument);
};

it("puts subsegments that came on their own, and before it, into their segment", async () => {
  const sub = { type: "subsegment", annotations: { order: "o-1" } };
  await put(segment("c", { ...sub, parent_id: id("b") }), segment("b", { ...sub, parent_id: id("a") }));
  await put(segment("a"), segment("d", { ...sub, parent_id: id("f") }));
  const found = await read();
  expect(found.map((one) => one.id)).toEqual([id("a"), id("d")]);
  expect(found[0]?.subsegments).toMatchObject([{ id: id("b"), subsegments: [{ id: id("c") }] }]);
  expect(found[0]?.subsegments?.[0]).not.toHaveProperty("trace_id");
});

it("replaces a segment that was in progress, keeps it over a restart, and finds it by its annotations", async () => {
  await put(segment("a", { end_time: undefined, in_progress: true }));
  const range = { StartTime: new Date(NOW * 1000), EndTime: new Date(NOW * 1000) };
  expect((await xray.getTraceSummaries(range)).TraceSummaries).toMatchObject([{ IsPartial: true }]);
  await put(segment("a", { annotations: { order: "o-1" } }));
  xray.close();
  xray = new XRayApi({ stateFolder });
  const filtered = (FilterExpression: string) => xray.getTraceSummaries({ ...range, FilterExpression });
  expect((await filtered('annotation.order = "o-1"')).TraceSummaries).toMatchObject([
    { Id: TRACE, IsPartial: false, Duration: 1 },
  ]);
  expect((await filtered('annotation.order != "o-1"')).TraceSummaries).toEqual([]);
  const earlier = { StartTime: new Date((NOW - 9) * 1000), EndTime: new Date((NOW - 1) * 1000) };
  expect((await xray.getTraceSummaries(earlier)).TraceSummaries).toEqual([]);
});

it("tells which segments are malformed, and keeps the others", async () => {
  const { UnprocessedTraceSegments } = await xray.putTraceSegments({
    TraceSegmentDocuments: [
      "{",
      JSON.stringify(segment("b", { trace_id: "1-2-3" })),
      JSON.stringify(segment("a")),
    ],
  });
  expect(UnprocessedTraceSegments).toMatchObject([
    { ErrorCode: "ParseError" },
    { Id: id("b"), ErrorCode: "InvalidSegment", Message: expect.stringContaining("trace_id") },
  ]);
  expect(await read()).toHaveLength(1);
});
