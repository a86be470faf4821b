import { marshall, type marshallOptions } from "@aws-sdk/util-dynamodb";
import type { AttributeValue, DynamoDBStreamEvent } from "aws-lambda";
import { ACCOUNT, REGION, TIME } from "./names";

type Item = Readonly<Record<string, unknown>>;

/** A change of an item: with both images it is a modification, with the one or the other an insertion or a removal. */
export interface SampleChange {
  readonly before?: Item;
  readonly after?: Item;
}

/** ARN of the stream of a table. */
export function streamArn(table: string): string {
  return `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${table}/stream/${TIME.slice(0, -1)}`;
}

/**
 * Changes of a table with the keys `pk` and `sk`, whose stream has both images
 * (https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html).
 */
export function dynamodbEvent(table: string, changes: readonly SampleChange[]): DynamoDBStreamEvent {
  return {
    Records: changes.map(({ before, after }, index) => ({
      eventID: String(index + 1),
      eventName: before ? (after ? "MODIFY" : "REMOVE") : "INSERT",
      eventVersion: "1.1",
      eventSource: "aws:dynamodb",
      awsRegion: REGION,
      dynamodb: {
        ApproximateCreationDateTime: Date.parse(TIME) / 1000,
        Keys: image({ pk: (after ?? before)?.pk, sk: (after ?? before)?.sk }),
        ...(before && { OldImage: image(before) }),
        ...(after && { NewImage: image(after) }),
        SequenceNumber: String(index + 1),
        SizeBytes: 1,
        StreamViewType: "NEW_AND_OLD_IMAGES",
      },
      eventSourceARN: streamArn(table),
    })),
  };
}

const OPTIONS: marshallOptions = { removeUndefinedValues: true };

function image(item: Item): Record<string, AttributeValue> {
  return marshall(item, OPTIONS) as Record<string, AttributeValue>;
}
