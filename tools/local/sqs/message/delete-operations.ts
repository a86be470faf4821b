import { z } from "zod";
import type { SqsContext } from "../context";
import { transaction } from "../database";
import { invalidValue, messageNotInflight } from "../errors";
import { nameOfUrl } from "../names";
import { type Operation, operation, parse } from "../operation";
import { integer } from "../parameters";
import { batchEntries, eachEntry } from "./batch";
import { readReceiptHandle } from "./receipt-handle";

const QueueUrl = z.string();
const Delete = z.strictObject({ ReceiptHandle: z.string() });
const Change = z.strictObject({ ReceiptHandle: z.string(), VisibilityTimeout: integer(0, 43_200) });
const Batch = z.strictObject({ QueueUrl, Entries: batchEntries });

/** The longest time from its receive for which a message may stay invisible. */
const MAX_INVISIBLE_MS = 43_200_000;

/** What receivers do with messages that they hold. */
export const DELETE_OPERATIONS: Readonly<Record<string, Operation>> = {
  DeleteMessage: operation(Delete.extend({ QueueUrl }), (context, { QueueUrl, ReceiptHandle }) => {
    deleteMessage(context, existing(context, QueueUrl), ReceiptHandle);
    return {};
  }),
  DeleteMessageBatch: operation(Batch, (context, { QueueUrl, Entries }) => {
    const queue = existing(context, QueueUrl);
    return transaction(context.database, () =>
      eachEntry(Entries, (entry) => {
        deleteMessage(context, queue, parse(Delete, entry).ReceiptHandle);
        return {};
      }),
    );
  }),
  ChangeMessageVisibility: operation(Change.extend({ QueueUrl }), (context, request) => {
    const queue = existing(context, request.QueueUrl);
    changeVisibility(context, queue, request.ReceiptHandle, request.VisibilityTimeout);
    context.arrivals.announce(queue);
    return {};
  }),
};

/** By the handle of the last receive. An older handle deletes nothing, which is not an error: another receiver has the message now. */
export function deleteMessage({ messages }: SqsContext, queue: string, handle: string): void {
  const { sequence, receipt } = readReceiptHandle(handle, queue);
  if (messages.find(queue, sequence)?.receipt === receipt) messages.delete(sequence);
}

function changeVisibility(
  { messages, now }: SqsContext,
  queue: string,
  handle: string,
  seconds: number,
): void {
  const { sequence, receipt } = readReceiptHandle(handle, queue);
  const message = messages.find(queue, sequence);
  if (message === undefined || message.receipt !== receipt) {
    throw invalidValue(
      handle,
      "ReceiptHandle",
      "Message does not exist or is not available for visibility timeout change.",
    );
  }
  if (message.visibleAt <= now()) throw messageNotInflight();
  const visibleAt = now() + seconds * 1000;
  if (visibleAt - (message.receivedAt ?? 0) > MAX_INVISIBLE_MS) {
    throw invalidValue(
      seconds,
      "VisibilityTimeout",
      "Total VisibilityTimeout for the message is beyond the limit [43200 seconds].",
    );
  }
  messages.setVisibility(sequence, visibleAt);
}

/** Name of the queue. @throws AwsError (QueueDoesNotExist) */
function existing(context: SqsContext, url: string): string {
  return context.queues.get(nameOfUrl(url)).name;
}
