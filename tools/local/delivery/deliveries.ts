import { complain } from "../../terminal/complain";
import type { QueueMessage } from "../protocol/queue-message";
import { Database } from "../state/database";
import { type Verdict, WorkQueue } from "../state/work-queue";
import { type Delivery, kindOfTarget } from "./delivery";
import { type DeliveryError, deliveryError, noPermission } from "./delivery-error";
import type { Targets } from "./targets";

/** Milliseconds before the first retry, doubled for each further one, and the longest. */
const FIRST_DELAY = 1000;
const MAX_DELAY = 5 * 60 * 1000;

export interface DeliveriesOptions {
  /** File of the database that holds what is under way. */
  readonly file: string;
  readonly targets: Targets;
}

/**
 * Delivers each event at least once: it is on disk until the target or the dead-letter queue has accepted it, or until it was
 * given up without one, which is printed.
 */
export class Deliveries {
  readonly #options: DeliveriesOptions;
  readonly #database: Database;
  readonly #queue: WorkQueue<Delivery>;

  constructor(options: DeliveriesOptions) {
    this.#options = options;
    this.#database = new Database(options.file);
    this.#queue = new WorkQueue({
      database: this.#database,
      space: "deliveries",
      work: (delivery) => this.#deliver(delivery),
    });
  }

  /** Keeps all of them or none; they are on disk when this returns. */
  push(deliveries: readonly Delivery[]): void {
    if (deliveries.length > 0) this.#queue.push(deliveries);
  }

  async close(): Promise<void> {
    await this.#queue.close();
    this.#database.close();
  }

  async #deliver(delivery: Delivery): Promise<Verdict<Delivery>> {
    const error = await this.#try(delivery);
    if (error === undefined) return "done";
    const { target, since } = delivery;
    const failed = { ...delivery, failures: delivery.failures + 1 };
    if (!error.retriable) return await this.#giveUp(failed, error);
    if (failed.failures > target.maximumRetries) {
      return await this.#giveUp(failed, error, "MaximumRetryAttempts");
    }
    const at = Date.now() + Math.min(FIRST_DELAY * 2 ** delivery.failures, MAX_DELAY);
    if (at >= since + target.maximumAge * 1000) {
      return await this.#giveUp(failed, error, "MaximumEventAgeInSeconds");
    }
    return { again: failed, at };
  }

  async #try(delivery: Delivery): Promise<DeliveryError | undefined> {
    const { targets } = this.#options;
    const { target, source, payload, traceHeader } = delivery;
    try {
      if (!(await targets.allows(delivery))) return noPermission(target.arn, source?.principal ?? "");
      if (kindOfTarget(target.arn) === "function") await targets.invoke(target.arn, payload, traceHeader);
      else await targets.sendToQueue({ queueArn: target.arn, body: payload, traceHeader });
      return undefined;
    } catch (error) {
      return deliveryError(error);
    }
  }

  async #giveUp(delivery: Delivery, error: DeliveryError, exhausted?: string): Promise<"done"> {
    const { target } = delivery;
    const queueArn = target.deadLetterQueue;
    const lost = `what ${Object.values(delivery.labels)[0]} had for ${target.arn} was not delivered: ${error.code}: ${error.message}`;
    if (queueArn === undefined) {
      complain(lost);
      return "done";
    }
    try {
      await this.#options.targets.sendToQueue(deadLetterOf(queueArn, delivery, error, exhausted));
    } catch (second) {
      complain(`${lost}; its dead-letter queue: ${(second as Error).message}`);
    }
    return "done";
  }
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html */
function deadLetterOf(
  queueArn: string,
  delivery: Delivery,
  error: DeliveryError,
  exhausted: string | undefined,
): QueueMessage {
  const attributes = {
    ...delivery.labels,
    TARGET_ARN: delivery.target.arn,
    ERROR_CODE: error.code,
    ERROR_MESSAGE: error.message,
    ...(exhausted === undefined
      ? {}
      : { EXHAUSTED_RETRY_CONDITION: exhausted, RETRY_ATTEMPTS: String(delivery.failures - 1) }),
  };
  return {
    queueArn,
    body: delivery.deadLetter,
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [name, { type: "String", value }]),
    ),
    traceHeader: delivery.traceHeader,
  };
}
