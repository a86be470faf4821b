import { latest, type Measured, type Periods, type ServiceResources } from "./series";

/** A queue of dead letters that is not empty. */
export interface DeadLetters {
  /** Its name in the account. */
  readonly queue: string;
  readonly messages: number;
  readonly service: string;
  /** Where they come from: messages of a queue, which SQS can move back, or events of the function, which cannot be moved back. */
  readonly of: "queue" | "function";
}

/** Queues of dead letters in which there are any now. */
export function deadLetters(
  measured: readonly Measured[],
  range: Periods,
  services: readonly ServiceResources[],
): DeadLetters[] {
  return measured.flatMap((one): DeadLetters[] => {
    const { QueueName: queue = "" } = one.metric.dimensions;
    const messages = latest(one, range) ?? 0;
    if (one.metric.name !== "ApproximateNumberOfMessagesVisible" || messages === 0) return [];
    if (!queue.endsWith("-dead-letters")) return [];
    const ofFunction = services.some(({ queuePrefix }) => queue === `${queuePrefix}dead-letters`);
    return [{ queue, messages, service: one.service, of: ofFunction ? "function" : "queue" }];
  });
}
