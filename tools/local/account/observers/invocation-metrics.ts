import type { Datum } from "../../cloudwatch/datum";
import type { InvocationRecord } from "../../lambda/invocation/invocation-record";

/**
 * What Lambda measures of one event: for the function, for the alias or version that was called, and for all functions together.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
export function invocationMetrics(record: InvocationRecord): Datum[] {
  const { functionName, qualifier, timing, error, concurrency, startedAt } = record;
  const throttled = timing === undefined;
  const measured: [name: string, value: number][] = throttled
    ? [["Throttles", 1]]
    : [
        ["Invocations", 1],
        ["Errors", error ? 1 : 0],
        ["Throttles", 0],
        ["Duration", timing.invocation.end - timing.invocation.start],
        ["ConcurrentExecutions", concurrency],
      ];
  const scopes = [
    {},
    { FunctionName: functionName },
    ...(qualifier === undefined
      ? []
      : [{ FunctionName: functionName, Resource: `${functionName}:${qualifier}` }]),
  ];
  return scopes.flatMap((dimensions) =>
    measured.map(([name, value]) => ({
      namespace: "AWS/Lambda",
      name,
      dimensions,
      // Lambda dates what it measures by the start of the invocation.
      timestamp: startedAt,
      values: [value],
    })),
  );
}
