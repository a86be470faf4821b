import { randomBytes } from "node:crypto";
import { type Failure, failureMessage, failureType } from "./failure";
import { FunctionProcess } from "./function-process";
import { InvocationLog, type LogSink } from "./invocation-log";
import { type Outcome, type Summary, summarize } from "./outcome";
import { type FunctionCredentials, processEnvironment } from "./process-environment";
import { RuntimeApi } from "./runtime-api";
import type { Invocation, InvocationResult, InvocationTarget, TimeSpan } from "./target";

/** Lambda gives initialization ten seconds of its own (https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html). */
const INIT_SECONDS = 10;

export interface EnvironmentOptions {
  readonly node: string;
  /** Path of the bundled bootstrap. */
  readonly bootstrap: string;
  /** URL where the account answers the AWS APIs. */
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: FunctionCredentials;
  /** Takes what the log stream of this environment gets. */
  readonly log: (group: string, stream: string) => LogSink;
}

/** One process that serves one function version, one event at a time, as an execution environment of Lambda does. */
export class ExecutionEnvironment {
  readonly target: InvocationTarget;
  readonly #api: RuntimeApi;
  readonly #process: FunctionProcess;
  readonly #log: InvocationLog;
  readonly #startedAt = performance.now();
  #initialized = false;
  #initDuration: number | undefined;
  #usable = true;
  #maxMemoryKib = 0;

  private constructor(target: InvocationTarget, api: RuntimeApi, options: EnvironmentOptions) {
    this.target = target;
    this.#api = api;
    const logStream = logStreamName(target.version, new Date());
    this.#log = new InvocationLog(target.logging, options.log(target.logging.group, logStream));
    this.#log.platform({ type: "initStart", runtime: target.runtime, region: options.region });
    this.#process = new FunctionProcess({
      node: options.node,
      bootstrap: options.bootstrap,
      cwd: target.codeFolder,
      env: processEnvironment(target, { ...options, runtimeApi: api, logStream }),
      mark: `AWS_LAMBDA_LOG_STREAM_NAME=${logStream}`,
      memorySize: target.memorySize,
      onOutput: (records) => this.#log.output(records),
    });
    api.ready.then(() => {
      this.#initDuration = performance.now() - this.#startedAt;
    });
    this.#process.exited.then(() => {
      this.#usable = false;
      api.close();
    });
  }

  static async start(target: InvocationTarget, options: EnvironmentOptions): Promise<ExecutionEnvironment> {
    return new ExecutionEnvironment(target, await RuntimeApi.listen(), options);
  }

  /** Whether it can take another event. */
  get usable(): boolean {
    return this.#usable;
  }

  /** Resolves when the process has ended. */
  get ended(): Promise<unknown> {
    return this.#process.exited;
  }

  stop(): void {
    this.#usable = false;
    this.#process.kill();
  }

  /** Runs the function for one event. It never rejects: whatever goes wrong in the function is in the result. */
  async invoke(invocation: Invocation): Promise<InvocationResult> {
    const cold = !this.#initialized;
    const failedInit = cold ? await this.#initialize() : undefined;
    this.#initialized = true;
    this.#log.beginTail();
    this.#log.platform({ type: "start", requestId: invocation.requestId, version: this.target.version });
    const startedAt = performance.now();
    const outcome = failedInit ?? (await this.#handle(invocation));
    await this.#process.drainOutput();
    const endedAt = performance.now();
    const duration = endedAt - startedAt;
    this.#maxMemoryKib =
      "maxMemoryKib" in outcome ? outcome.maxMemoryKib : (this.#process.peakMemoryKib ?? this.#maxMemoryKib);
    if (outcome.kind === "failure" || outcome.kind === "init-error") {
      this.stop();
      await this.#process.exited;
    }
    const summary = summarize(invocation.requestId, outcome);
    this.#report(invocation.requestId, summary, duration, cold);
    return {
      payload: summary.payload,
      logTail: this.#log.tail,
      ...(summary.errorType ? { functionError: "Unhandled" as const, errorType: summary.errorType } : {}),
      timing: {
        ...(cold && { initialization: span(this.#startedAt, this.#startedAt + (this.#initDuration ?? 0)) }),
        invocation: span(startedAt, endedAt),
      },
    };
  }

  /** Waits until the process asks for its first event; gives the outcome if it does not. */
  async #initialize(): Promise<Outcome | undefined> {
    const outcome = await this.#within<Outcome | undefined>(INIT_SECONDS + this.target.timeout, [
      this.#api.ready.then(() => undefined),
      this.#api.initError.then((error) => ({ kind: "init-error", error })),
    ]);
    if (!outcome) return undefined;
    this.#initDuration = performance.now() - this.#startedAt;
    await this.#process.drainOutput();
    const { errorType = "" } = summarize("", outcome);
    const status = errorType === "Sandbox.Timedout" ? "timeout" : "error";
    this.#log.platform({ type: "initReport", duration: this.#initDuration, status, errorType });
    return outcome;
  }

  async #handle(invocation: Invocation): Promise<Outcome> {
    const { timeout } = this.target;
    const deadline = Date.now() + timeout * 1000;
    const event = { ...invocation, deadline, traceId: invocation.traceHeader };
    const outcome = await this.#within<Outcome>(timeout, [this.#api.send(event)]);
    const answered = this.#api.answered;
    if (outcome.kind !== "failure" || !answered) return outcome;
    // A process that answers, and then ends or hangs, has still answered.
    this.stop();
    return answered;
  }

  /** The first of these to come, or the failure that comes before: the end of the process, or of the time in seconds. */
  async #within<T>(seconds: number, coming: Promise<T | Outcome>[]): Promise<T | Outcome> {
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    const failure: Failure = { kind: "timeout", seconds: this.target.timeout };
    const timer = setTimeout(() => resolve({ kind: "failure", failure }), seconds * 1000);
    const exited = this.#process.exited.then(
      (exit): Outcome => ({ kind: "failure", failure: { kind: "exit", ...exit } }),
    );
    try {
      return await Promise.race([...coming, promise, exited]);
    } finally {
      clearTimeout(timer);
    }
  }

  #report(requestId: string, { errorType, failure }: Summary, duration: number, cold: boolean): void {
    if (failure) {
      const message = failureMessage(failure);
      this.#log.platform({ type: "fault", requestId, message, errorType: failureType(failure) });
    }
    this.#log.platform({ type: "end", requestId });
    this.#log.platform({
      type: "report",
      requestId,
      duration: failure?.kind === "timeout" ? failure.seconds * 1000 : duration,
      initDuration: cold ? this.#initDuration : undefined,
      memorySize: this.target.memorySize,
      maxMemoryUsed: Math.ceil(this.#maxMemoryKib / 1024),
      status: failure?.kind === "timeout" ? "timeout" : errorType ? "error" : "success",
      errorType,
    });
  }
}

/** From times of `performance.now()`. */
function span(start: number, end: number): TimeSpan {
  return { start: performance.timeOrigin + start, end: performance.timeOrigin + end };
}

/** Such as `2026/11/03/[$LATEST]0123…`: the day and version in it are Lambda's convention. */
function logStreamName(version: string, now: Date): string {
  const day = now.toISOString().slice(0, 10).replaceAll("-", "/");
  return `${day}/[${version}]${randomBytes(16).toString("hex")}`;
}
