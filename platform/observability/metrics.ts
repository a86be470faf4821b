import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import { buildId } from "./build-id";
import { currentFields } from "./scope";

/**
 * The service's metrics, in CloudWatch's embedded metric format: lines of the log, without a call. The namespace is the
 * environment's (`POWERTOOLS_METRICS_NAMESPACE`), the dimension `service`.
 *
 * @example metrics.addMetric("OrdersPlaced", MetricUnit.Count, 1);
 */
export const metrics = new Metrics({
  namespace: process.env.POWERTOOLS_METRICS_NAMESPACE || "ferry",
});

export { MetricUnit };

/** Adds to a counter. */
export function count(name: string, value = 1): void {
  metrics.addMetric(name, MetricUnit.Count, value);
}

/** Fields of the log line that go with the metrics of an invocation. */
const METADATA = ["function_version", "function_request_id", "correlation_id", "trigger"];

/**
 * Writes the metrics that were added since the last time, if any. Version and build id go with them as metadata, where Logs
 * Insights finds them, and not as dimensions: each value of a dimension is a metric of its own, which CloudWatch charges for and
 * no alarm would follow from one version to the next.
 */
export function flushMetrics(): void {
  if (!metrics.hasStoredMetrics()) return;
  const fields = currentFields();
  metrics.addMetadata("build_id", buildId);
  for (const name of METADATA) if (typeof fields[name] === "string") metrics.addMetadata(name, fields[name]);
  metrics.publishStoredMetrics();
}
