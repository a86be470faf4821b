import { buildId } from "./build-id";
import { count, flushMetrics } from "./metrics";
import { withFields } from "./scope";
import { annotateSpan } from "./tracing";

/** What is read of Lambda's context object (https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html). */
export interface InvocationContext {
  readonly awsRequestId: string;
  readonly functionName: string;
  readonly functionVersion: string;
}

/** One invocation of the function. */
export interface Invocation {
  readonly context: InvocationContext;
  /** What joins the log lines of all services that work on one request. */
  readonly correlationId: string;
  /** What invoked the function: `http`, `queue:captures`, `event:orders.OrderPlaced.v1`, `schedule:sweep`, … */
  readonly trigger: string;
}

/**
 * Runs an invocation so that its log lines, metrics and spans carry what is known of it, and writes its metrics when it ends,
 * however it ends. The first invocation of an execution environment that began on demand counts as a `ColdStart`.
 */
export async function withInvocation<T>(
  { context, correlationId, trigger }: Invocation,
  run: () => Promise<T> | T,
): Promise<T> {
  const coldStart = takeColdStart();
  const fields = {
    correlation_id: correlationId,
    trigger,
    function_name: context.functionName,
    function_version: context.functionVersion,
    function_request_id: context.awsRequestId,
    cold_start: coldStart,
  };
  return withFields(fields, async () => {
    annotateSpan({
      "ferry.build_id": buildId,
      "ferry.correlation_id": correlationId,
      "ferry.trigger": trigger,
      "faas.version": context.functionVersion,
    });
    if (coldStart) count("ColdStart");
    try {
      return await run();
    } finally {
      flushMetrics();
    }
  });
}

let started = false;

/** Whether this is the first invocation and had to wait for the start, which it does not with provisioned concurrency. */
function takeColdStart(): boolean {
  const first = !started;
  started = true;
  return first && process.env.AWS_LAMBDA_INITIALIZATION_TYPE === "on-demand";
}
