import type { DatabaseSync } from "node:sqlite";
import type { Arrivals } from "./message/arrivals";
import type { MessageTable } from "./message/message-table";
import type { QueueTable } from "./queue/queue-table";

/** What the operations work on. */
export interface SqsContext {
  readonly database: DatabaseSync;
  readonly queues: QueueTable;
  readonly messages: MessageTable;
  readonly arrivals: Arrivals;
  readonly region: string;
  readonly accountId: string;
  /** URL where the account answers the AWS APIs. */
  readonly endpoint: () => string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}
