import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, jest, test } from "@jest/globals";
import { CloudWatchApi } from "../cloudwatch/api";
import { newTraceId } from "../protocol/trace-header";
import { killedWriter } from "../state/killed-writer.fixture";
import { XRayApi } from "./api";

jest.setTimeout(60_000);

const stateFolder = mkdtempSync(join(tmpdir(), "ferry-signals-durability-"));

afterAll(() => rmSync(stateFolder, { recursive: true }));

// Old ones are dropped when the account starts.
const TRACE = newTraceId(Date.now());

/** A process that records a metric and a segment of what it counts, as fast as it can, and says each number once that is done. */
const WRITER = `
  const { CloudWatchApi } = require(process.argv[1]);
  const { XRayApi } = require(process.argv[2]);
  const stateFolder = process.argv[3];
  const cloudWatch = new CloudWatchApi({ stateFolder });
  const xray = new XRayApi({ stateFolder });
  const metric = { namespace: "n", name: "m", dimensions: {} };
  (async () => {
    for (let index = 1; ; index += 1) {
      cloudWatch.record([{ ...metric, timestamp: Date.now(), values: [1] }]);
      const id = index.toString(16).padStart(16, "0");
      xray.record([{ id, trace_id: "${TRACE}", name: "s", start_time: 1, end_time: 2 }]);
      await say(index);
      await new Promise(setImmediate);
    }
  })();`;

test("what was measured and traced is there after the process was killed", async () => {
  const paths = [join(__dirname, "../cloudwatch/api"), join(__dirname, "api"), stateFolder];
  const since = new Date(Date.now() - 60_000);
  const last = await killedWriter(WRITER, paths, 300);

  const cloudWatch = new CloudWatchApi({ stateFolder });
  const Metric = { Namespace: "n", MetricName: "m" };
  const { MetricDataResults = [] } = await cloudWatch.getMetricData({
    MetricDataQueries: [{ Id: "sum", MetricStat: { Metric, Period: 60, Stat: "Sum" } }],
    StartTime: since,
    EndTime: new Date(Date.now() + 60_000),
  });
  cloudWatch.close();
  const xray = new XRayApi({ stateFolder });
  const { Traces = [] } = await xray.batchGetTraces({ TraceIds: [TRACE] });
  xray.close();
  const counted = (MetricDataResults[0]?.Values ?? []).reduce((sum, value) => sum + value, 0);
  const traced = Traces[0]?.Segments?.length ?? 0;
  // The last ones may have been recorded and not said.
  expect(counted).toBeGreaterThanOrEqual(last);
  expect(traced).toBeGreaterThanOrEqual(last);
  expect(counted).toBeLessThanOrEqual(traced + 1);
});
