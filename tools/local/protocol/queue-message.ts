/** A message that one service of the account sends to an SQS queue for its user: an event, a dead letter, a destination's record. */
export interface QueueMessage {
  readonly queueArn: string;
  readonly body: string;
  /** Message attributes by name. */
  readonly attributes?: Readonly<
    Record<string, { readonly type: "String" | "Number"; readonly value: string }>
  >;
  /** System attribute `AWSTraceHeader`. */
  readonly traceHeader?: string | undefined;
}

/** Resolves when the message is on disk. Rejects with the `AwsError` of SQS, such as QueueDoesNotExist. */
export type SendToQueue = (message: QueueMessage) => Promise<void>;
