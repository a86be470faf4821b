/** What an execution environment needs to know of the function version that it runs. */
export interface InvocationTarget {
  readonly functionName: string;
  /** `$LATEST` or a number. */
  readonly version: string;
  /** Same for two targets exactly if one environment can serve both: a digest of the code and the configuration. */
  readonly fingerprint: string;
  /** Absolute folder of the unzipped code. */
  readonly codeFolder: string;
  readonly handler: string;
  /** Such as `nodejs24.x`. */
  readonly runtime: string;
  /** MB. */
  readonly memorySize: number;
  /** Seconds. */
  readonly timeout: number;
  readonly variables: Readonly<Record<string, string>>;
  /** X-Ray: whether the function's traces are recorded, or what the caller says is handed on. */
  readonly tracing: "Active" | "PassThrough";
  readonly logging: TargetLogging;
}

export interface TargetLogging {
  readonly group: string;
  readonly format: "Text" | "JSON";
  /** Only with JSON: the least level of what the function logs by `console`. */
  readonly applicationLevel?: string | undefined;
  /** Only with JSON: the least level of the platform's own lines. */
  readonly systemLevel?: string | undefined;
}

/** One event on its way to a function. */
export interface Invocation {
  readonly requestId: string;
  readonly payload: Buffer;
  /** With the qualifier that the caller used. */
  readonly invokedFunctionArn: string;
  /** What the function gets as `_X_AMZN_TRACE_ID`. */
  readonly traceHeader: string;
  /** JSON text, decoded from the `X-Amz-Client-Context` header. */
  readonly clientContext?: string | undefined;
  /** No caller waits for the answer: the last processes are reserved for events whose callers wait. */
  readonly background: boolean;
}

/** What the caller of an invocation gets. */
export interface InvocationResult {
  readonly payload: Buffer;
  /** Set when the function failed; Lambda itself gives no other value these days. */
  readonly functionError?: "Unhandled";
  /** Such as `Error` or `Sandbox.Timedout`; set when the function failed. */
  readonly errorType?: string;
  readonly timing: InvocationTiming;
  /** The last 4 KB of what the invocation logged. */
  readonly logTail: string;
}

/** When the phases of an invocation began and ended, in milliseconds since the epoch, with fractions. */
export interface InvocationTiming {
  /** Only where the process was started for it. */
  readonly initialization?: TimeSpan;
  /** In the handler. */
  readonly invocation: TimeSpan;
}

export interface TimeSpan {
  readonly start: number;
  readonly end: number;
}
