import type { TargetLogging } from "./target";

/** Times and sizes that a REPORT line gives. */
export interface Report {
  readonly requestId: string;
  /** Milliseconds in the handler. */
  readonly duration: number;
  /** Milliseconds from the start of the process to its first request for an event; only for a cold start. */
  readonly initDuration?: number | undefined;
  /** MB. */
  readonly memorySize: number;
  /** MB. */
  readonly maxMemoryUsed: number;
  readonly status: "success" | "error" | "timeout";
  readonly errorType?: string | undefined;
}

/** A line that Lambda itself writes to a function's log. */
export type PlatformEvent =
  | { readonly type: "initStart"; readonly runtime: string; readonly region: string }
  | {
      readonly type: "initReport";
      readonly duration: number;
      readonly status: "error" | "timeout";
      readonly errorType?: string;
    }
  | { readonly type: "start"; readonly requestId: string; readonly version: string }
  | {
      readonly type: "fault";
      readonly requestId: string;
      readonly message: string;
      readonly errorType: string;
    }
  | { readonly type: "end"; readonly requestId: string }
  | ({ readonly type: "report" } & Report);

const ms = (value: number) => `${value.toFixed(2)} ms`;

/** Lambda bills whole milliseconds, initialization included. */
function billedDuration(report: Pick<Report, "duration" | "initDuration">): number {
  return Math.ceil(report.duration + (report.initDuration ?? 0));
}

/**
 * The event as Lambda writes it in the function's log format
 * (https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html), or nothing where the format or
 * the level leaves it out.
 */
export function platformLine(event: PlatformEvent, logging: TargetLogging, time: Date): string | undefined {
  return logging.format === "JSON"
    ? jsonLine(event, logging.systemLevel ?? "INFO", time)
    : textLine(event, time);
}

function textLine(event: PlatformEvent, time: Date): string {
  switch (event.type) {
    case "initStart":
      return `INIT_START Runtime Version: ${runtimeVersion(event.runtime)}\tRuntime Version ARN: ${runtimeVersionArn(event.runtime, event.region)}`;
    case "initReport":
      return `INIT_REPORT Init Duration: ${ms(event.duration)}\tPhase: init\tStatus: ${event.status}${event.errorType ? `\tError Type: ${event.errorType}` : ""}`;
    case "start":
      return `START RequestId: ${event.requestId} Version: ${event.version}`;
    case "fault":
      return event.errorType === "Sandbox.Timedout"
        ? `${time.toISOString()} ${event.requestId} ${event.message}`
        : `RequestId: ${event.requestId} Error: ${event.message}\n${event.errorType}`;
    case "end":
      return `END RequestId: ${event.requestId}`;
    case "report":
      return [
        `REPORT RequestId: ${event.requestId}`,
        `Duration: ${ms(event.duration)}`,
        `Billed Duration: ${billedDuration(event)} ms`,
        `Memory Size: ${event.memorySize} MB`,
        `Max Memory Used: ${event.maxMemoryUsed} MB`,
        ...(event.initDuration === undefined ? [] : [`Init Duration: ${ms(event.initDuration)}`]),
        ...(event.status === "success" ? [] : [`Status: ${event.status}`]),
        ...(event.status === "error" && event.errorType ? [`Error Type: ${event.errorType}`] : []),
        "",
      ].join("\t");
  }
}

/** `platform.end` exists in text logs only; start and the successful report are INFO, and only INFO shows them. */
function jsonLine(event: PlatformEvent, level: string, time: Date): string | undefined {
  const important = event.type === "fault" || (event.type === "report" && event.status !== "success");
  if (level === "WARN" && !important) return undefined;
  const line = (type: string, record: object) =>
    JSON.stringify({ time: time.toISOString(), type: `platform.${type}`, record });
  switch (event.type) {
    case "initStart":
      return line("initStart", {
        initializationType: "on-demand",
        phase: "init",
        runtimeVersion: runtimeVersion(event.runtime),
        runtimeVersionArn: runtimeVersionArn(event.runtime, event.region),
      });
    case "initReport":
      return line("initReport", {
        initializationType: "on-demand",
        phase: "init",
        status: event.status,
        errorType: event.errorType,
        metrics: { durationMs: event.duration },
      });
    case "start":
      return line("start", { requestId: event.requestId, version: event.version });
    case "fault":
      return line("fault", {
        requestId: event.requestId,
        errorType: event.errorType,
        message: event.message,
      });
    case "end":
      return undefined;
    case "report":
      return line("report", {
        requestId: event.requestId,
        metrics: {
          durationMs: event.duration,
          billedDurationMs: billedDuration(event),
          memorySizeMB: event.memorySize,
          maxMemoryUsedMB: event.maxMemoryUsed,
          initDurationMs: event.initDuration,
        },
        status: event.status,
        errorType: event.errorType,
      });
  }
}

function runtimeVersion(runtime: string): string {
  return `${runtime.replace(/^nodejs(\d+)\.x$/, "nodejs:$1")}.local`;
}

/** At AWS it ends in a digest of the runtime's image; there is no image here, and the name says so. */
export function runtimeVersionArn(runtime: string, region: string): string {
  return `arn:aws:lambda:${region}::runtime:local-${runtime}`;
}
