/** Attributes that a queue's owner sets; a missing one has its default. Numbers are kept as numbers, documents as their JSON text. */
export interface QueueSettings {
  readonly DelaySeconds?: number;
  readonly KmsDataKeyReusePeriodSeconds?: number;
  readonly KmsMasterKeyId?: string;
  readonly MaximumMessageSize?: number;
  readonly MessageRetentionPeriod?: number;
  readonly Policy?: string;
  readonly ReceiveMessageWaitTimeSeconds?: number;
  readonly RedriveAllowPolicy?: string;
  readonly RedrivePolicy?: string;
  readonly SqsManagedSseEnabled?: boolean;
  readonly VisibilityTimeout?: number;
}

/** A queue as it is kept. */
export interface QueueRecord {
  readonly name: string;
  readonly settings: QueueSettings;
  readonly tags: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  readonly created: number;
  /** Milliseconds since the epoch. */
  readonly modified: number;
}

/** A message attribute as it is on the wire: binary values are base64. */
export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string | undefined;
  readonly BinaryValue?: string | undefined;
}

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

/** What the sender gave with a message. */
export interface MessageContent {
  readonly body: string;
  readonly attributes: MessageAttributes;
  /** The system attribute `AWSTraceHeader`. */
  readonly traceHeader?: string | undefined;
}

/** A message as its receiver gets it. Times are milliseconds since the epoch. */
export interface ReceivedMessage extends MessageContent {
  readonly id: string;
  readonly receiptHandle: string;
  readonly sentAt: number;
  readonly firstReceivedAt: number;
  /** In all queues that it has been in. */
  readonly receiveCount: number;
  /** When it becomes visible again, unless it is deleted before. */
  readonly visibleAt: number;
  /** Of the queue that it was moved from to this dead-letter queue. */
  readonly deadLetterSource?: string | undefined;
}

/** The sender of every message: the account has no users and roles. */
export const SENDER = "AIDALOCALACCOUNT";
