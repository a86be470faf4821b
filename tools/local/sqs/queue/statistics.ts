import type { SqsContext } from "../context";
import type { MessageCounts } from "../message/message-table";
import { setting } from "./settings";

/** What CloudWatch's metrics of a queue are made from. */
export interface QueueStatistics extends MessageCounts {
  /** Seconds that the oldest message has been in this queue; 0 where there is none. */
  readonly ageOfOldestSeconds: number;
}

/** As of now. @throws AwsError (QueueDoesNotExist) */
export function statistics(context: SqsContext, name: string): QueueStatistics {
  const { queues, messages, now } = context;
  const at = now();
  const queue = queues.get(name);
  messages.expire(name, at - setting(queue.settings, "MessageRetentionPeriod") * 1000);
  const oldest = messages.oldest(name);
  const ageOfOldestSeconds = oldest === undefined ? 0 : Math.max(0, Math.floor((at - oldest) / 1000));
  return { ...messages.counts(name, at), ageOfOldestSeconds };
}
