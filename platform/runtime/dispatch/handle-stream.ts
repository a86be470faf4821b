import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";
import type * as z from "zod/v4/core";
import { asError } from "../../observability/as-error";
import { logger } from "../../observability/logger";
import { count } from "../../observability/metrics";
import { withFields } from "../../observability/scope";
import { current } from "../current";
import { within } from "../deadline";
import type { ServiceContext } from "../service-context";
import type { Change, HandlerModule, StreamTrigger } from "../triggers";
import type { Delivered } from "./delivered";
import { parse } from "./input";

/**
 * Handles changes of a table one after the other, and answers the first that failed: the stream goes on from there
 * (https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html).
 */
export async function handleStream<Variables>(
  context: ServiceContext<Variables>,
  trigger: StreamTrigger<Variables>,
  { event: { Records: records } }: Delivered<DynamoDBStreamEvent>,
): Promise<DynamoDBBatchResponse> {
  const { handle } = (await trigger.load()) as HandlerModule<unknown, Variables>;
  for (const record of records) {
    const sequenceNumber = record.dynamodb?.SequenceNumber ?? "";
    const failed = await withFields({ sequence_number: sequenceNumber }, async () => {
      try {
        await within(current().signal, async () => handle(changeOf(trigger.item, record), context));
        return false;
      } catch (error) {
        logger.error("change failed", asError(error));
        return true;
      }
    });
    if (!failed) continue;
    count("BatchItemFailures");
    return { batchItemFailures: [{ itemIdentifier: sequenceNumber }] };
  }
  return { batchItemFailures: [] };
}

function changeOf(item: z.$ZodType, { eventName, dynamodb }: DynamoDBRecord): Change<unknown> {
  const plain = (image: object) => unmarshall(image as Record<string, AttributeValue>);
  const { Keys: keys = {}, OldImage: before, NewImage: after } = dynamodb ?? {};
  return {
    kind: eventName ?? "MODIFY",
    keys: plain(keys),
    ...(before && { before: parse(item, plain(before), "the item as it was") }),
    ...(after && { after: parse(item, plain(after), "the item as it is") }),
  };
}
