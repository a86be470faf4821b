import { join } from "node:path";
import type * as sdk from "@aws-sdk/client-sqs";
import { ACCOUNT_ID } from "../protocol/account-id";
import type { SqsContext } from "./context";
import { openDatabase, transaction } from "./database";
import { unsupported } from "./errors";
import { Arrivals } from "./message/arrivals";
import { DELETE_OPERATIONS, deleteMessage } from "./message/delete-operations";
import { checkAttributes } from "./message/message-attributes";
import { MessageTable } from "./message/message-table";
import { MOVE_TASK_OPERATIONS } from "./message/move-task-operations";
import { type ReceiveOptions, receive } from "./message/receive";
import { RECEIVE_OPERATIONS } from "./message/receive-operations";
import { SEND_OPERATIONS, send } from "./message/send-operations";
import type { MessageAttributes, ReceivedMessage } from "./model";
import { nameOfArn, queueArn } from "./names";
import type { Operation } from "./operation";
import { QUEUE_OPERATIONS } from "./queue/queue-operations";
import { QueueTable } from "./queue/queue-table";
import { setting } from "./queue/settings";
import { type QueueStatistics, statistics } from "./queue/statistics";
import { TAG_OPERATIONS } from "./queue/tag-operations";

export interface SqsApiOptions {
  /** The account's state folder; SQS keeps its own in `sqs` in it. */
  readonly stateFolder: string;
  /** URL where the account answers the AWS APIs, which queue URLs begin with. */
  readonly endpoint: () => string;
  /** Default `us-east-1`. */
  readonly region?: string;
  /** Milliseconds since the epoch. Default: the system's clock. */
  readonly now?: () => number;
}

/** What may go with a message besides its body. */
export interface SendOptions {
  readonly attributes?: MessageAttributes;
  /** The message's `AWSTraceHeader`. */
  readonly traceHeader?: string | undefined;
}

const OPERATIONS: Readonly<Record<string, Operation>> = {
  ...QUEUE_OPERATIONS,
  ...TAG_OPERATIONS,
  ...SEND_OPERATIONS,
  ...RECEIVE_OPERATIONS,
  ...DELETE_OPERATIONS,
  ...MOVE_TASK_OPERATIONS,
};

/**
 * SQS: standard queues. Errors are `AwsError`s; FIFO queues and all else that is not supported are refused by name. Nothing runs in the
 * background: messages become visible, expire and go to dead-letter queues when the next request looks.
 */
export class SqsApi {
  readonly #options: SqsApiOptions;
  readonly #arrivals = new Arrivals();
  #opened: SqsContext | undefined;

  constructor(options: SqsApiOptions) {
    this.#options = options;
  }

  /** Any operation, its input and output as JSON on the wire. Once the signal aborts, nothing more is received. */
  async execute(operation: string, input: object, signal?: AbortSignal): Promise<object> {
    const found = Object.hasOwn(OPERATIONS, operation) ? OPERATIONS[operation] : undefined;
    if (found === undefined) throw unsupported(`the SQS operation ${operation}`);
    return found.run(this.#context, input, signal);
  }

  createQueue(input: sdk.CreateQueueRequest): Promise<sdk.CreateQueueResult> {
    return this.execute("CreateQueue", input);
  }

  async deleteQueue(input: sdk.DeleteQueueRequest): Promise<void> {
    await this.execute("DeleteQueue", input);
  }

  getQueueUrl(input: sdk.GetQueueUrlRequest): Promise<sdk.GetQueueUrlResult> {
    return this.execute("GetQueueUrl", input);
  }

  getQueueAttributes(input: sdk.GetQueueAttributesRequest): Promise<sdk.GetQueueAttributesResult> {
    return this.execute("GetQueueAttributes", input);
  }

  async setQueueAttributes(input: sdk.SetQueueAttributesRequest): Promise<void> {
    await this.execute("SetQueueAttributes", input);
  }

  async tagQueue(input: sdk.TagQueueRequest): Promise<void> {
    await this.execute("TagQueue", input);
  }

  async untagQueue(input: sdk.UntagQueueRequest): Promise<void> {
    await this.execute("UntagQueue", input);
  }

  listQueueTags(input: sdk.ListQueueTagsRequest): Promise<sdk.ListQueueTagsResult> {
    return this.execute("ListQueueTags", input);
  }

  /**
   * Puts a message into a queue, for services that deliver to queues. Resolves to its id, when it is on disk.
   * @throws AwsError (QueueDoesNotExist, InvalidParameterValueException)
   */
  async sendMessage(queueArn: string, body: string, options: SendOptions = {}): Promise<string> {
    const context = this.#context;
    const queue = context.queues.get(nameOfArn(queueArn));
    const { traceHeader } = options;
    const content = { body, attributes: checkAttributes(options.attributes), traceHeader };
    const { MessageId } = send(context, queue, content);
    context.arrivals.announce(queue.name);
    return MessageId;
  }

  /** Receives messages, waiting for a first one. @throws AwsError (QueueDoesNotExist), also when the queue is deleted meanwhile */
  async receiveMessages(queueArn: string, options: ReceiveOptions): Promise<ReceivedMessage[]> {
    return receive(this.#context, nameOfArn(queueArn), options);
  }

  /** Deletes what was received, all at once. A handle that a later receive has replaced deletes nothing. */
  async deleteMessages(queueArn: string, receiptHandles: readonly string[]): Promise<void> {
    const context = this.#context;
    const name = nameOfArn(queueArn);
    transaction(context.database, () => {
      for (const handle of receiptHandles) deleteMessage(context, name, handle);
    });
  }

  /** Resolves when the queue is created, deleted or changed, or receives a message; or when the signal aborts. */
  queueChange(queueArn: string, signal: AbortSignal): Promise<void> {
    return this.#arrivals.wait(nameOfArn(queueArn), undefined, signal);
  }

  /** Seconds. @throws AwsError (QueueDoesNotExist) */
  async visibilityTimeout(queueArn: string): Promise<number> {
    return setting(this.#context.queues.get(nameOfArn(queueArn)).settings, "VisibilityTimeout");
  }

  /** ARNs of all queues. */
  queueArns(): string[] {
    return this.#context.queues.all().map(({ name }) => queueArn(this.#context, name));
  }

  /** Depth and age of a queue, for CloudWatch's metrics. @throws AwsError (QueueDoesNotExist) */
  statistics(queueArn: string): QueueStatistics {
    return statistics(this.#context, nameOfArn(queueArn));
  }

  /** Ends all waiting: waiting receives get no messages. */
  async close(): Promise<void> {
    this.#arrivals.close();
    this.#opened?.database.close();
    this.#opened = undefined;
  }

  /** Opened at the first call: an account without queues does not pay for it. */
  get #context(): SqsContext {
    if (this.#opened === undefined) {
      const { stateFolder, endpoint, region = "us-east-1", now = Date.now } = this.#options;
      const database = openDatabase(join(stateFolder, "sqs", "queues.sqlite"));
      this.#opened = {
        database,
        queues: new QueueTable(database),
        messages: new MessageTable(database),
        arrivals: this.#arrivals,
        region,
        accountId: ACCOUNT_ID,
        endpoint,
        now,
      };
    }
    return this.#opened;
  }
}
