import { randomBytes } from "node:crypto";
import { type Failure, failureMessage, failurePayload, failureType } from "./failure";
import { FunctionProcess } from "./function-process";
import { InvocationLog, type LogSink } from "./invocation-log";
import { processEnvironment } from "./process-environment";
import { type InitError, type RuntimeAnswer, RuntimeApi } from "./runtime-api";
import type { Invocation, InvocationResult, InvocationTarget } from "./target";

/** Lambda gives initialization ten seconds of its own (https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html). */
const INIT_SECONDS = 10;

export interface EnvironmentOptions {
  readonly node: string;
  /** Path of the bundled bootstrap. */
  readonly bootstrap: string;
  /** URL where the account answers the AWS APIs. */
  readonly endpoint: string;
  readonly region: string;
  /** Takes what the log stream of this environment gets. */
  readonly log: (group: string, stream: string) => LogSink;
}

type InitOutcome =
  | { readonly kind: "ready" }
  | { readonly kind: "error"; readonly error: InitError }
  | { readonly kind: "failure"; readonly failure: Failure };

type Outcome = RuntimeAnswer | { readonly kind: "failure"; readonly failure: Failure };

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
      env: processEnvironment(target, { ...options, runtimeApi: api.address, logStream }),
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
    const init = await this.#initialization();
    const cold = !this.#initialized;
    this.#initialized = true;
    this.#log.beginTail();
    this.#log.platform({ type: "start", requestId: invocation.requestId, version: this.target.version });
    const startedAt = performance.now();
    const outcome = init.kind === "ready" ? await this.#handle(invocation) : undefined;
    await this.#process.drainOutput();
    const duration = outcome ? performance.now() - startedAt : 0;
    return this.#conclude(invocation.requestId, outcome ?? init, duration, cold);
  }

  async #initialization(): Promise<InitOutcome> {
    if (this.#initialized) return { kind: "ready" };
    const outcome = await firstOf<InitOutcome>((INIT_SECONDS + this.target.timeout) * 1000, {
      onTimeout: () => ({ kind: "failure", failure: { kind: "timeout", seconds: this.target.timeout } }),
      of: [
        this.#api.ready.then(() => ({ kind: "ready" })),
        this.#api.initError.then((error) => ({ kind: "error", error })),
        this.#process.exited.then((exit) => ({ kind: "failure", failure: { kind: "exit", ...exit } })),
      ],
    });
    if (outcome.kind !== "ready") {
      this.#initDuration = performance.now() - this.#startedAt;
      await this.#process.drainOutput();
      this.#log.platform({
        type: "initReport",
        duration: this.#initDuration,
        status: outcome.kind === "failure" && outcome.failure.kind === "timeout" ? "timeout" : "error",
        errorType: outcome.kind === "error" ? outcome.error.errorType : failureType(outcome.failure),
      });
    }
    return outcome;
  }

  async #handle(invocation: Invocation): Promise<Outcome> {
    const milliseconds = this.target.timeout * 1000;
    const outcome = await firstOf<Outcome>(milliseconds, {
      onTimeout: () => ({ kind: "failure", failure: { kind: "timeout", seconds: this.target.timeout } }),
      of: [
        this.#api.send({
          ...invocation,
          deadline: Date.now() + milliseconds,
          traceId: traceHeader(this.target.tracing),
        }),
        this.#process.exited.then((exit) => ({ kind: "failure", failure: { kind: "exit", ...exit } })),
      ],
    });
    if (outcome.kind !== "failure") return outcome;
    // A process that answers and then ends, or hangs, has still answered.
    const answered = this.#api.answered;
    if (answered) this.stop();
    return answered ?? outcome;
  }

  async #conclude(
    requestId: string,
    outcome: Outcome | Exclude<InitOutcome, { kind: "ready" }> | { kind: "ready" },
    duration: number,
    cold: boolean,
  ): Promise<InvocationResult> {
    const summary = summarize(requestId, outcome);
    const { failure } = summary;
    if ("maxMemoryKib" in outcome) this.#maxMemoryKib = outcome.maxMemoryKib;
    else this.#maxMemoryKib = this.#process.peakMemoryKib ?? this.#maxMemoryKib;
    if (outcome.kind === "failure" || "error" in outcome) {
      this.stop();
      await this.#process.exited;
    }
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
      status: failure?.kind === "timeout" ? "timeout" : summary.errorType ? "error" : "success",
      errorType: summary.errorType,
    });
    return {
      payload: summary.payload,
      logTail: this.#log.tail,
      ...(summary.errorType ? { functionError: "Unhandled" as const } : {}),
    };
  }
}

interface Summary {
  readonly payload: Buffer;
  readonly errorType?: string;
  readonly failure?: Failure;
}

function summarize(requestId: string, outcome: Outcome | InitOutcome): Summary {
  switch (outcome.kind) {
    case "ready":
      throw new Error("an environment that is ready has an outcome of its handler");
    case "response":
      return { payload: outcome.payload };
    case "error":
      return "error" in outcome ? outcome.error : { payload: outcome.payload, errorType: outcome.errorType };
    case "response-too-large":
      return failed(requestId, { kind: "response-too-large", bytes: outcome.bytes });
    case "failure":
      return failed(requestId, outcome.failure);
  }
}

function failed(requestId: string, failure: Failure): Summary {
  return { payload: failurePayload(requestId, failure), errorType: failureType(failure), failure };
}

/** The first of several promises to resolve, or `onTimeout` after so many milliseconds; the timer does not outlive it. */
async function firstOf<T>(milliseconds: number, race: { onTimeout: () => T; of: Promise<T>[] }): Promise<T> {
  const { promise, resolve } = Promise.withResolvers<T>();
  const timer = setTimeout(() => resolve(race.onTimeout()), milliseconds);
  try {
    return await Promise.race([promise, ...race.of]);
  } finally {
    clearTimeout(timer);
  }
}

/** Such as `2026/11/03/[$LATEST]0123…`: the day and version in it are Lambda's convention. */
function logStreamName(version: string, now: Date): string {
  const day = now.toISOString().slice(0, 10).replaceAll("-", "/");
  return `${day}/[${version}]${randomBytes(16).toString("hex")}`;
}

/** https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader */
function traceHeader(tracing: InvocationTarget["tracing"]): string {
  const epoch = Math.floor(Date.now() / 1000).toString(16);
  const root = `1-${epoch}-${randomBytes(12).toString("hex")}`;
  return `Root=${root};Parent=${randomBytes(8).toString("hex")};Sampled=${tracing === "Active" ? 1 : 0}`;
}
