import { attributesMd5, bodyMd5 } from "../sqs/message/message-attributes";
import { systemAttributes } from "../sqs/message/system-attributes";
import type { MessageAttributes, ReceivedMessage } from "../sqs/model";

/** Most bytes of an event (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html). */
const MAX_EVENT_BYTES = 6_291_456;

/** An event for the function, and the messages that are in it. */
export interface Batch {
  readonly messages: readonly ReceivedMessage[];
  /** JSON: https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html ("Example Amazon SQS message event"). */
  readonly payload: Buffer;
}

/** As few events as hold all the messages: most often one, but messages can be 1 MiB each and an event no more than 6. */
export function batchesOf(messages: readonly ReceivedMessage[], queueArn: string): Batch[] {
  const batches: Batch[] = [];
  let first = 0;
  let records: string[] = [];
  let bytes = 0;
  const close = (end: number): void => {
    if (records.length === 0) return;
    const payload = Buffer.from(`{"Records":[${records.join(",")}]}`);
    batches.push({ messages: messages.slice(first, end), payload });
    first = end;
    records = [];
    bytes = 0;
  };
  for (const [index, message] of messages.entries()) {
    const record = JSON.stringify(recordOf(message, queueArn));
    const size = Buffer.byteLength(record) + 1;
    if (bytes + size + ENVELOPE_BYTES > MAX_EVENT_BYTES) close(index);
    records.push(record);
    bytes += size;
  }
  close(messages.length);
  return batches;
}

const ENVELOPE_BYTES = '{"Records":[]}'.length;

function recordOf(message: ReceivedMessage, eventSourceARN: string): object {
  const { id, receiptHandle, body, attributes } = message;
  const md5 = attributesMd5(attributes);
  return {
    messageId: id,
    receiptHandle,
    body,
    attributes: systemAttributes(message),
    messageAttributes: attributesOf(attributes),
    ...(md5 === undefined ? {} : { md5OfMessageAttributes: md5 }),
    md5OfBody: bodyMd5(body),
    eventSource: "aws:sqs",
    eventSourceARN,
    awsRegion: eventSourceARN.split(":")[3],
  };
}

function attributesOf(attributes: MessageAttributes): object {
  const entries = Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
    name,
    {
      ...(StringValue === undefined ? { binaryValue: BinaryValue } : { stringValue: StringValue }),
      stringListValues: [],
      binaryListValues: [],
      dataType: DataType,
    },
  ]);
  return Object.fromEntries(entries);
}
