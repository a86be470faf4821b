import { createHash } from "node:crypto";
import type { SQSEvent } from "aws-lambda";
import { ACCOUNT, REGION, TIME } from "./names";

/** A message of a queue. */
export interface SampleMessage {
  /** Text as it is, anything else as JSON. */
  readonly body: unknown;
  readonly messageId?: string;
  /** How often it was received, with this time. */
  readonly receiveCount?: number;
  /** In a FIFO queue, whose name ends in `.fifo`. */
  readonly groupId?: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

/**
 * A batch of messages (https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html).
 *
 * @param queue the queue's name: `<function>-<key>`
 */
export function sqsEvent(queue: string, messages: readonly SampleMessage[]): SQSEvent {
  return {
    Records: messages.map((message, index) => {
      const { attributes = {}, groupId, messageId = `message-${index + 1}`, receiveCount = 1 } = message;
      const body = typeof message.body === "string" ? message.body : JSON.stringify(message.body);
      const sent = String(Date.parse(TIME));
      return {
        messageId,
        receiptHandle: `receipt-${messageId}`,
        body,
        attributes: {
          ApproximateReceiveCount: String(receiveCount),
          SentTimestamp: sent,
          SenderId: ACCOUNT,
          ApproximateFirstReceiveTimestamp: sent,
          ...(groupId !== undefined && { MessageGroupId: groupId, SequenceNumber: String(index + 1) }),
        },
        messageAttributes: Object.fromEntries(
          Object.entries(attributes).map(([name, stringValue]) => [
            name,
            { stringValue, dataType: "String", stringListValues: [], binaryListValues: [] },
          ]),
        ),
        md5OfBody: createHash("md5").update(body).digest("hex"),
        eventSource: "aws:sqs",
        eventSourceARN: `arn:aws:sqs:${REGION}:${ACCOUNT}:${queue}`,
        awsRegion: REGION,
      };
    }),
  };
}
