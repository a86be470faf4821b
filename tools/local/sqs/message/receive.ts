import { randomUUID } from "node:crypto";
import type { SqsContext } from "../context";
import { transaction } from "../database";
import type { QueueRecord, ReceivedMessage } from "../model";
import { queueArn } from "../names";
import { redriveOf } from "../queue/redrive-policy";
import { setting } from "../queue/settings";
import type { StoredMessage } from "./message-table";
import { receiptHandle } from "./receipt-handle";

export interface ReceiveOptions {
  readonly maxMessages: number;
  /** Default: the queue's. */
  readonly visibilityTimeoutSeconds?: number | undefined;
  /** How long to wait for a first message; `Infinity` for as long as it takes. */
  readonly waitSeconds: number;
  /** Ends the waiting; nothing is received any more. */
  readonly signal?: AbortSignal | undefined;
}

/** Receives messages, and waits for a first one. @throws AwsError (QueueDoesNotExist), also when the queue is deleted meanwhile */
export async function receive(
  context: SqsContext,
  name: string,
  options: ReceiveOptions,
): Promise<ReceivedMessage[]> {
  const { arrivals, messages, now } = context;
  const deadline = now() + options.waitSeconds * 1000;
  for (;;) {
    if (arrivals.closed || options.signal?.aborted) return [];
    const at = now();
    const received = receiveNow(context, context.queues.get(name), options, at);
    if (received.length > 0 || at >= deadline) return received;
    // As of the same moment, so as not to miss what became visible since then.
    const next = messages.nextVisible(name, at) ?? Number.POSITIVE_INFINITY;
    const wait = Math.min(deadline, next) - now();
    await arrivals.wait(name, Number.isFinite(wait) ? wait : undefined, options.signal);
  }
}

/** In one transaction, so that a message is received or moved to the dead letters, and never both. */
function receiveNow(
  context: SqsContext,
  queue: QueueRecord,
  options: ReceiveOptions,
  at: number,
): ReceivedMessage[] {
  const { database, messages } = context;
  const timeout = options.visibilityTimeoutSeconds ?? setting(queue.settings, "VisibilityTimeout");
  return transaction(database, () => {
    messages.expire(queue.name, at - setting(queue.settings, "MessageRetentionPeriod") * 1000);
    const found = withoutDeadLetters(context, queue, at, options.maxMessages);
    return found.map((message) => take(context, queue, message, at, at + timeout * 1000));
  });
}

/** Messages that can be received. Those that have been received too often go to the dead-letter queue, as long as it is there. */
function withoutDeadLetters(
  context: SqsContext,
  queue: QueueRecord,
  at: number,
  limit: number,
): StoredMessage[] {
  const { arrivals, messages, queues } = context;
  const redrive = redriveOf(queue);
  for (;;) {
    const found = messages.visible(queue.name, at, limit);
    if (redrive === undefined || queues.find(redrive.queue) === undefined) return found;
    const dead = found.filter(({ receiveCount }) => receiveCount >= redrive.maxReceiveCount);
    if (dead.length === 0) return found;
    for (const message of dead)
      messages.moveToDeadLetters(message, redrive.queue, queueArn(context, queue.name), at);
    // Those woken look after this transaction has ended: waking does not call them, it ends their wait.
    arrivals.announce(redrive.queue);
  }
}

function take(
  { messages }: SqsContext,
  { name: queue }: QueueRecord,
  message: StoredMessage,
  at: number,
  visibleAt: number,
): ReceivedMessage {
  const receipt = randomUUID();
  const { id, sequence, content, sentAt, firstReceivedAt = at, deadLetterSource } = message;
  messages.receive(sequence, receipt, at, visibleAt);
  return {
    ...content,
    id,
    receiptHandle: receiptHandle({ queue, sequence, receipt }),
    sentAt,
    firstReceivedAt,
    receiveCount: message.earlierReceives + message.receiveCount + 1,
    visibleAt,
    deadLetterSource,
  };
}
