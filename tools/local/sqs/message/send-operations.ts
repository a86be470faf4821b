import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { SqsContext } from "../context";
import { transaction } from "../database";
import { batchTooLong, invalidContents, invalidParameter } from "../errors";
import type { MessageContent, QueueRecord } from "../model";
import { nameOfUrl } from "../names";
import { type Operation, operation, parse } from "../operation";
import { integer } from "../parameters";
import { setting } from "../queue/settings";
import { batchEntries, eachEntry } from "./batch";
import {
  attributeBytes,
  attributesMd5,
  bodyMd5,
  checkAttributes,
  isText,
  messageAttributes,
  messageSystemAttributes,
  traceHeaderOf,
} from "./message-attributes";

/** Most bytes of all messages in one request (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html). */
const MAX_REQUEST_BYTES = 1_048_576;

const message = {
  MessageBody: z.string(),
  DelaySeconds: integer(0, 900).optional(),
  MessageAttributes: messageAttributes.optional(),
  MessageSystemAttributes: messageSystemAttributes.optional(),
};

const SendMessageInput = z.strictObject({ QueueUrl: z.string(), ...message });
const SendMessageBatchInput = z.strictObject({ QueueUrl: z.string(), Entries: batchEntries });
const Message = z.strictObject(message);

export const SEND_OPERATIONS: Readonly<Record<string, Operation>> = {
  SendMessage: operation(SendMessageInput, (context, { QueueUrl, ...given }) => {
    const queue = context.queues.get(nameOfUrl(QueueUrl));
    const sent = send(context, queue, contentOf(given), given.DelaySeconds);
    context.arrivals.announce(queue.name);
    return sent;
  }),
  SendMessageBatch: operation(SendMessageBatchInput, (context, { QueueUrl, Entries }) => {
    const queue = context.queues.get(nameOfUrl(QueueUrl));
    const bytes = Entries.reduce((sum, { Id: _, ...entry }) => sum + entryBytes(entry), 0);
    if (bytes > MAX_REQUEST_BYTES) throw batchTooLong(MAX_REQUEST_BYTES, bytes);
    const answer = transaction(context.database, () =>
      eachEntry(Entries, (entry) => {
        const given = parse(Message, entry);
        return send(context, queue, contentOf(given), given.DelaySeconds);
      }),
    );
    context.arrivals.announce(queue.name);
    return answer;
  }),
};

/** Puts a message into a queue; it is on disk when this returns. @throws AwsError where the queue does not take it */
export function send(
  { messages, now }: SqsContext,
  queue: QueueRecord,
  content: MessageContent,
  delaySeconds: number = setting(queue.settings, "DelaySeconds"),
): { MessageId: string; MD5OfMessageBody: string; MD5OfMessageAttributes?: string } {
  checkSize(queue, content);
  const MessageId = randomUUID();
  const at = now();
  messages.insert(queue.name, MessageId, content, at, at + delaySeconds * 1000);
  const md5 = attributesMd5(content.attributes);
  return {
    MessageId,
    MD5OfMessageBody: bodyMd5(content.body),
    ...(md5 === undefined ? {} : { MD5OfMessageAttributes: md5 }),
  };
}

function contentOf(given: z.output<typeof Message>): MessageContent {
  return {
    body: given.MessageBody,
    attributes: checkAttributes(given.MessageAttributes),
    traceHeader: traceHeaderOf(given.MessageSystemAttributes),
  };
}

function checkSize(queue: QueueRecord, content: MessageContent): void {
  if (content.body === "") throw invalidParameter("The request must contain the parameter MessageBody.");
  if (!isText(content.body)) throw invalidContents();
  const limit = setting(queue.settings, "MaximumMessageSize");
  if (contentBytes(content) > limit) {
    throw invalidParameter(
      `One or more parameters are invalid. Reason: Message must be shorter than ${limit} bytes.`,
    );
  }
}

function contentBytes({ body, attributes }: MessageContent): number {
  return Object.entries(attributes).reduce(
    (sum, entry) => sum + attributeBytes(entry),
    Buffer.byteLength(body),
  );
}

/** Of an entry that has not been checked yet. */
function entryBytes(entry: object): number {
  const given = Message.safeParse(entry).data;
  if (given === undefined) return 0;
  return contentBytes({ body: given.MessageBody, attributes: given.MessageAttributes ?? {} });
}
