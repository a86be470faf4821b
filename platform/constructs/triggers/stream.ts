import type { Duration } from "aws-cdk-lib";
import { CfnEventSourceMapping } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { allow } from "../iam/allow";
import { requireName } from "../names";
import type { ServiceTable } from "../service-table";
import type { TriggerTarget } from "./target";

/** Settings of a stream's mapping to the function. */
export interface StreamProps {
  /** Records of one invocation at most. @default 100 */
  readonly batchSize?: number;
  /** How long Lambda may wait for a batch to fill. @default it does not wait */
  readonly batchingWindow?: Duration;
  /** How often a batch is tried again before its rest becomes a dead letter. @default 5 */
  readonly retries?: number;
  /** Batches of one shard at the same time; records of one item stay in order. @default 1 */
  readonly parallelization?: number;
}

/**
 * The changes of a table's items, in order for each item. A batch that fails is halved until the record is found that cannot be
 * handled; what still fails after its retries is described in the function's dead-letter queue, and the stream goes on.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 */
export class StreamTrigger extends Construct {
  constructor(target: TriggerTarget, id: string, key: string, table: ServiceTable, props: StreamProps) {
    super(target, id);
    requireName("stream", key);
    const streamArn = table.requireStreamArn();
    allow(target.role, {
      actions: [
        "dynamodb:DescribeStream",
        "dynamodb:GetRecords",
        "dynamodb:GetShardIterator",
        "dynamodb:ListStreams",
      ],
      resources: [streamArn],
    });
    const { batchSize, batchingWindow, parallelization, retries } = props;
    new CfnEventSourceMapping(this, "Mapping", {
      functionName: target.liveArn,
      eventSourceArn: streamArn,
      startingPosition: "TRIM_HORIZON",
      batchSize: batchSize ?? 100,
      bisectBatchOnFunctionError: true,
      maximumRetryAttempts: retries ?? 5,
      functionResponseTypes: ["ReportBatchItemFailures"],
      destinationConfig: { onFailure: { destination: target.deadLetters.arn } },
      ...(batchingWindow && { maximumBatchingWindowInSeconds: batchingWindow.toSeconds() }),
      ...(parallelization !== undefined && { parallelizationFactor: parallelization }),
    });
  }
}
