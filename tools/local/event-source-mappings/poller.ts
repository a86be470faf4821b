import { setTimeout } from "node:timers/promises";
import { complain } from "../../terminal/complain";
import type { LambdaApi } from "../lambda/api";
import { AwsError } from "../protocol/error";
import type { SqsApi } from "../sqs/api";
import type { ReceivedMessage } from "../sqs/model";
import { type Batch, batchesOf } from "./event";
import { failedMessages } from "./failures";
import type { MappingRecord } from "./model";
import { Slots } from "./slots";

export interface PollerOptions {
  readonly lambda: Pick<LambdaApi, "invoke">;
  readonly sqs: Pick<SqsApi, "receiveMessages" | "deleteMessages" | "queueChange">;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Called with how the last poll or event ended, as `LastProcessingResult` words it. */
  readonly report: (result: string) => void;
}

/** Concurrent events where the mapping does not say: what Lambda begins with (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html). */
const USUAL_CONCURRENCY = 5;

/** Most messages that one receive gives. */
const RECEIVE_LIMIT = 10;

/** Milliseconds before a throttled event is tried again: doubled each time, up to the last. */
const THROTTLE_DELAY = { first: 100, last: 10_000 };

/** Delivers messages from a queue to a function, as long as the mapping is enabled. Waiting for messages needs no timer. */
export class Poller {
  readonly #mapping: MappingRecord;
  readonly #options: PollerOptions;
  readonly #slots: Slots;
  readonly #stop = new AbortController();
  readonly #running = new Set<Promise<void>>();
  readonly #polling: Promise<void>;

  constructor(mapping: MappingRecord, options: PollerOptions) {
    this.#mapping = mapping;
    this.#options = options;
    this.#slots = new Slots(mapping.maximumConcurrency ?? USUAL_CONCURRENCY);
    this.#polling = this.#poll();
  }

  /** Receives no more messages. Resolves when the events under way have ended. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#slots.wake();
    await this.#polling;
    await Promise.all(this.#running);
  }

  async #poll(): Promise<void> {
    const { signal } = this.#stop;
    const { eventSourceArn } = this.#mapping;
    for (;;) {
      await this.#slots.free(signal);
      if (signal.aborted) return;
      try {
        for (const batch of batchesOf(await this.#collect(), eventSourceArn)) {
          await this.#slots.free(signal);
          this.#start(batch);
        }
      } catch (error) {
        this.#report(error);
        await this.#options.sqs.queueChange(eventSourceArn, signal);
      }
    }
  }

  /** Waits for a message, and then for more of them as long as the batching window is open. */
  async #collect(): Promise<ReceivedMessage[]> {
    const { eventSourceArn, batchSize, window } = this.#mapping;
    const { sqs, now } = this.#options;
    const { signal } = this.#stop;
    const receive = (room: number, waitSeconds: number) =>
      sqs.receiveMessages(eventSourceArn, {
        maxMessages: Math.min(RECEIVE_LIMIT, room),
        waitSeconds,
        signal,
      });
    const collected = await receive(batchSize, Number.POSITIVE_INFINITY);
    const end = now() + window * 1000;
    while (collected.length > 0 && collected.length < batchSize && now() < end) {
      const more = await receive(batchSize - collected.length, (end - now()) / 1000);
      if (more.length === 0) break;
      collected.push(...more);
    }
    return collected;
  }

  #start(batch: Batch): void {
    this.#slots.take();
    const run = this.#process(batch).finally(() => {
      this.#slots.leave();
      this.#running.delete(run);
    });
    this.#running.add(run);
  }

  /** What has not succeeded stays in the queue, and becomes visible again after the queue's visibility timeout. */
  async #process(batch: Batch): Promise<void> {
    const failed = await this.#invoke(batch);
    const done = batch.messages.filter(({ id }) => !failed.has(id));
    if (done.length === 0) return;
    const handles = done.map(({ receiptHandle }) => receiptHandle);
    await this.#options.sqs.deleteMessages(this.#mapping.eventSourceArn, handles);
  }

  /** Resolves to the ids of the messages that have failed. */
  async #invoke({ messages, payload }: Batch): Promise<ReadonlySet<string>> {
    const { lambda, report } = this.#options;
    const { functionArn, partialFailures } = this.#mapping;
    const ids = messages.map(({ id }) => id);
    const linked = messages.flatMap(({ traceHeader }) => traceHeader ?? []);
    for (let throttles = 0; ; throttles += 1) {
      try {
        const input = { FunctionName: functionArn, Payload: payload };
        const { FunctionError, Payload = [] } = await lambda.invoke(input, undefined, { linked });
        this.#slots.accepted();
        report(FunctionError === undefined ? "OK" : "PROBLEM: Function call failed");
        if (FunctionError !== undefined) return new Set(ids);
        return partialFailures ? failedMessages(Buffer.from(Payload).toString("utf8"), ids) : new Set();
      } catch (error) {
        this.#report(error);
        if (!isThrottle(error)) return new Set(ids);
        this.#slots.throttled();
        if (!(await this.#backOff(throttles, messages))) return new Set(ids);
      }
    }
  }

  /** An error that is not a service's answer is a bug of the account, which must not end it. */
  #report(error: unknown): void {
    this.#options.report(`PROBLEM: ${(error as Error).message}`);
    if (error instanceof AwsError) return;
    const { uuid } = this.#mapping;
    complain(`event source mapping ${uuid}: ${(error as Error).stack ?? String(error)}`);
  }

  /** Whether to try again: once the messages are visible again, others may have them. */
  async #backOff(throttles: number, messages: readonly ReceivedMessage[]): Promise<boolean> {
    const { first, last } = THROTTLE_DELAY;
    const delay = Math.min(first * 2 ** throttles, last);
    const visibleAt = Math.min(...messages.map((message) => message.visibleAt));
    if (this.#options.now() + delay >= visibleAt) return false;
    await setTimeout(delay, undefined, { signal: this.#stop.signal }).catch(() => undefined);
    return !this.#stop.signal.aborted;
  }
}

/** Over the function's concurrency, or the function is being made. */
function isThrottle(error: unknown): boolean {
  return error instanceof AwsError && (error.status === 429 || error.status === 409);
}
