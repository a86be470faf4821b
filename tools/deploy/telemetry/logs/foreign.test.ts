import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { createColors } from "../../../terminal/colors";
import { json } from "../../../terminal/harmless";
import { logRecord, logText } from "../../cli/report/telemetry/log-lines";
import { damagedJson, foreignJson } from "../../testing/fixtures/damaged-json";
import { readTraces } from "../stack-trace/input";
import { spanTree } from "../traces/span";
import { logLine } from "./line";
import { participants } from "./participants";
import { tailEvents } from "./tail";
import { traceIds } from "./trace-ids";

const NAMES = [
  "level",
  "message",
  "timestamp",
  "error",
  "cause",
  "stack",
  "name",
  "trace",
  "errorType",
  "errorMessage",
  "build_id",
  "function_version",
  "xray_trace_id",
  "correlation_id",
  "fields",
  "_aws",
];

const object = foreignJson(NAMES).map((value) => JSON.stringify(value));

/** Deeper than what calls itself gets. */
const deep = fc
  .tuple(fc.constantFrom("cause", "error", "x"), fc.constantFrom(300, 20_000))
  .map(([name, depth]) => `${`{"${name}":`.repeat(depth)}1${"}".repeat(depth)}`);

const message = fc.oneof(
  { weight: 4, arbitrary: object },
  object.map(
    (text) => `2026-11-30T00:00:00.000Z\tid\tERROR\tInvoke Error\t{"errorType":${text},"stack":[${text}]}`,
  ),
  deep,
  deep.map((text) => `2026-11-30T00:00:00.000Z\tid\tERROR\tInvoke Error\t{"errorType":"E","cause":${text}}`),
  fc.string(),
);

test("whatever was logged, it is a line for people and for programs", () => {
  fc.assert(
    fc.property(message, (text) => {
      const event = { group: "/aws/lambda/f", stream: "[1]", timestamp: 0, message: text };
      const line = logLine(event);
      expect(typeof logText(line, createColors(true))).toBe("string");
      expect(JSON.parse(json(logRecord(line, undefined)))).toMatchObject({ function: "f", version: "1" });
      participants([event]);
      traceIds([event], "c");
      readTraces(text);
      expect(tailEvents(text, "f", "1", 0).every(({ timestamp }) => Number.isFinite(timestamp))).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

const SEGMENT = JSON.stringify({
  id: "1",
  trace_id: "1-2-3",
  name: "orders",
  start_time: 1,
  end_time: 2,
  fault: true,
  cause: { exceptions: [{ type: "E", message: "m" }] },
  aws: { operation: "PutItem", table_name: "t" },
  links: [{ trace_id: "1-2-4", id: "9" }],
  subsegments: [{ id: "2", name: "x", start_time: 1, subsegments: [{ id: "1", name: "y", start_time: 1 }] }],
});

test("whatever documents a trace has, those that can be read are drawn", () => {
  const nested = `${'{"subsegments":['.repeat(20_000)}${"]}".repeat(20_000)}`;
  fc.assert(
    fc.property(fc.array(fc.oneof(damagedJson(SEGMENT), fc.string(), fc.constant(nested))), (documents) => {
      expect(spanTree([SEGMENT, ...documents], 0)).not.toEqual([]);
    }),
  );
});
