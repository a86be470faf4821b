/** An event source mapping as it is kept. */
export interface MappingRecord {
  readonly uuid: string;
  /** ARN of the queue. */
  readonly eventSourceArn: string;
  /** With the qualifier that the mapping was made for. */
  readonly functionArn: string;
  /** Most messages of one event. */
  readonly batchSize: number;
  /** Seconds that a batch may wait for more messages. */
  readonly window: number;
  readonly enabled: boolean;
  /** `ReportBatchItemFailures`: the function says which messages have failed. */
  readonly partialFailures: boolean;
  /** Most events at once. */
  readonly maximumConcurrency?: number;
  readonly tags: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  readonly modified: number;
}
