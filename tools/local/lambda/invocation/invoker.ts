import { randomUUID } from "node:crypto";
import type { InvocationResponse } from "@aws-sdk/client-lambda";
import { AwsError } from "../../protocol/error";
import type { SendToQueue } from "../../protocol/queue-message";
import { formatTraceHeader, newTraceId } from "../../protocol/trace-header";
import type { FunctionRuntime } from "../../runtime/function-runtime";
import type { Invocation, InvocationResult, InvocationTarget } from "../../runtime/target";
import { ConcurrencyLimits } from "../concurrency/concurrency-limits";
import type { LambdaContext } from "../context";
import { asyncSettings } from "../event-invoke-config/event-invoke-config";
import type { FunctionReference } from "../names";
import type { AsyncEvent, AsyncOutcome } from "./async-event";
import { type AsyncEnd, AsyncQueue } from "./async-queue";
import { notifyDestinations } from "./destinations";
import type { InvocationError, InvocationRecord } from "./invocation-record";
import { type EventTrace, traceOf } from "./invocation-trace";
import { clientContext, eventBytes, type InvokeInput } from "./invoke-input";
import { InvocationTargets } from "./targets";

/** Most bytes of an event (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html). */
const MAX_SYNCHRONOUS_BYTES = 6_291_456;
const MAX_ASYNCHRONOUS_BYTES = 1_048_576;

export interface InvokerOptions {
  readonly context: LambdaContext;
  readonly runtime: FunctionRuntime;
  /** Lambda's own folder. */
  readonly folder: string;
  /** Milliseconds before the retry of that number, from 1, of an asynchronous event whose function failed. */
  readonly asyncRetryDelay: (retry: number) => number;
  readonly sendToQueue: SendToQueue;
  /** Called after each attempt at an event. */
  readonly observe: (record: InvocationRecord) => void;
}

/** An event before an attempt has given it a trace. */
interface Event extends Omit<Invocation, "traceHeader"> {
  readonly trace: EventTrace;
}

/** Turns invocations into events for function processes, within the limits of concurrency. */
export class Invoker {
  readonly #context: LambdaContext;
  readonly #runtime: FunctionRuntime;
  readonly #targets: InvocationTargets;
  readonly #queue: AsyncQueue;
  readonly #limits: ConcurrencyLimits;
  readonly #sendToQueue: SendToQueue;
  readonly #observe: InvokerOptions["observe"];

  constructor({ context, runtime, folder, asyncRetryDelay, sendToQueue, observe }: InvokerOptions) {
    this.#context = context;
    this.#targets = new InvocationTargets(context);
    this.#observe = observe;
    this.#runtime = runtime;
    this.#sendToQueue = sendToQueue;
    this.#limits = new ConcurrencyLimits(context);
    this.#queue = new AsyncQueue({
      folder,
      retryDelay: asyncRetryDelay,
      attempt: (event) => this.#attempt(event),
      settings: ({ function: { name, qualifier } }) =>
        asyncSettings(context.functions.find(name)?.eventInvokeConfigs, qualifier),
      disabled: ({ function: { name } }) => context.functions.find(name)?.reservedConcurrency === 0,
      ended: (event, end) => this.#ended(event, end),
    });
  }

  /**
   * @param requestId becomes the id that the function and its logs see
   * @param trace that the event is part of; by default it begins one
   */
  async invoke(
    request: InvokeInput,
    requestId: string = randomUUID(),
    trace: EventTrace = {},
  ): Promise<InvocationResponse> {
    const type = request.InvocationType ?? "RequestResponse";
    const payload = eventBytes(
      request.Payload,
      type === "Event" ? MAX_ASYNCHRONOUS_BYTES : MAX_SYNCHRONOUS_BYTES,
    );
    const reference = this.#context.functions.reference(request.FunctionName, request.Qualifier);
    const event: Event = {
      requestId,
      payload,
      invokedFunctionArn: this.#context.functions.arn(reference.name, reference.qualifier),
      clientContext: clientContext(request.ClientContext),
      background: trace.linked !== undefined,
      trace,
    };
    if (type !== "RequestResponse") {
      this.#targets.of(reference);
      if (type === "DryRun") return { StatusCode: 204 };
      this.#queue.push({
        requestId,
        function: reference,
        payload: payload.toString("utf8"),
        clientContext: event.clientContext,
        // All attempts at an event are part of one trace.
        trace: { ...trace, header: trace.header ?? formatTraceHeader({ root: newTraceId(Date.now()) }) },
        since: Date.now(),
        failures: 0,
        throttles: 0,
      });
      return { StatusCode: 202 };
    }
    const { target, result } = await this.#run(reference, event);
    return {
      StatusCode: 200,
      ExecutedVersion: target.version,
      Payload: result.payload as NonNullable<InvocationResponse["Payload"]>,
      ...(result.functionError ? { FunctionError: result.functionError } : {}),
      ...(request.LogType === "Tail" ? { LogResult: Buffer.from(result.logTail).toString("base64") } : {}),
    };
  }

  /** Stops the processes whose code or configuration no function or alias has any more. */
  retireStale(): void {
    this.#runtime.retire((target) => !this.#targets.isCurrent(target));
  }

  /** Starts no more asynchronous events. */
  stop(): void {
    this.#queue.stop();
  }

  /** Resolves when no asynchronous event is under way. */
  close(): Promise<void> {
    return this.#queue.close();
  }

  async #attempt(event: AsyncEvent): Promise<AsyncOutcome> {
    const { requestId, function: reference, clientContext, trace } = event;
    try {
      const { target, result } = await this.#run(reference, {
        requestId,
        payload: Buffer.from(event.payload),
        invokedFunctionArn: this.#context.functions.arn(reference.name, reference.qualifier),
        clientContext,
        background: true,
        trace,
      });
      const kind = result.functionError === undefined ? "success" : "failure";
      return { kind, version: target.version, payload: result.payload };
    } catch (error) {
      if (error instanceof AwsError && error.status === 404) return { kind: "gone" };
      // Throttled, Pending, or a failure of Lambda's own: all of these are tried again until the event is too old.
      if (error instanceof AwsError) return { kind: "throttled" };
      throw error;
    }
  }

  async #ended(event: AsyncEvent, end: AsyncEnd): Promise<void> {
    const { functions } = this.#context;
    const { name, qualifier = "$LATEST" } = event.function;
    const record = functions.find(name);
    const settings = asyncSettings(record?.eventInvokeConfigs, qualifier);
    const { deadLetterQueue } = record?.latest.settings ?? {};
    const arn = functions.arn(name, qualifier);
    await notifyDestinations(this.#sendToQueue, { ...settings, deadLetterQueue }, event, arn, end);
  }

  async #run(
    reference: FunctionReference,
    { trace: eventTrace, ...event }: Event,
  ): Promise<{ target: InvocationTarget; result: InvocationResult }> {
    // For each attempt: a retried asynchronous event runs the code of that moment.
    const target = this.#targets.of(reference);
    const startedAt = performance.timeOrigin + performance.now();
    const trace = traceOf(eventTrace, target.tracing, startedAt);
    const observe = (result: InvocationResult | undefined): void =>
      this.#observe({
        functionName: reference.name,
        qualifier: reference.qualifier,
        invokedFunctionArn: event.invokedFunctionArn,
        requestId: event.requestId,
        startedAt,
        endedAt: performance.timeOrigin + performance.now(),
        concurrency: this.#limits.running(reference.name),
        trace,
        timing: result?.timing,
        error: result && invocationError(result),
      });
    let leave: () => void;
    try {
      leave = this.#limits.enter(reference.name);
    } catch (error) {
      observe(undefined);
      throw error;
    }
    try {
      const result = await this.#runtime.invoke(target, { ...event, traceHeader: trace.header });
      observe(result);
      return { target, result };
    } finally {
      leave();
    }
  }
}

/** What went wrong in the function, by the error document that its caller gets. */
function invocationError({ errorType, payload }: InvocationResult): InvocationError | undefined {
  if (errorType === undefined) return undefined;
  try {
    const { errorMessage } = JSON.parse(payload.toString("utf8")) as { errorMessage?: unknown };
    if (typeof errorMessage === "string") return { type: errorType, message: errorMessage };
  } catch {
    // A custom runtime may answer anything.
  }
  return { type: errorType, message: "" };
}
