import type { SendToQueue } from "../../protocol/queue-message";
import type { SqsApi } from "../../sqs/api";

/** How the other services put messages into the account's queues. */
export function sendToQueue(sqs: SqsApi): SendToQueue {
  return async ({ queueArn, body, attributes = {}, traceHeader }) => {
    const entries = Object.entries(attributes).map(([name, { type, value }]) => [
      name,
      { DataType: type, StringValue: value },
    ]);
    await sqs.sendMessage(queueArn, body, { attributes: Object.fromEntries(entries), traceHeader });
  };
}
