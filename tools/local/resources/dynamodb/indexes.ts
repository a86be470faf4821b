import { isDeepStrictEqual } from "node:util";
import type {
  GlobalSecondaryIndexDescription,
  GlobalSecondaryIndexUpdate,
  Projection,
  TableDescription,
} from "@aws-sdk/client-dynamodb";
import { AwsError } from "../../protocol/error";
import type { TableProperties } from "./table-schema";

type Index = NonNullable<TableProperties["GlobalSecondaryIndexes"]>[number];

/**
 * The steps from a table's global indexes to those of the template, as UpdateTable takes them.
 * @throws AwsError as CloudFormation words it where the update cannot begin: for an index with the same name and other keys, and for more than
 *   one index that is created or deleted
 */
export function indexUpdates(
  { GlobalSecondaryIndexes: wanted = [] }: TableProperties,
  { GlobalSecondaryIndexes: found = [] }: TableDescription,
): GlobalSecondaryIndexUpdate[] {
  const removed = found.filter(({ IndexName }) => !wanted.some((index) => index.IndexName === IndexName));
  const updates: GlobalSecondaryIndexUpdate[] = removed.map(({ IndexName }) => ({ Delete: { IndexName } }));
  for (const index of wanted) {
    const before = found.find(({ IndexName }) => IndexName === index.IndexName);
    const { ProvisionedThroughput, ...rest } = index;
    const throughput = ProvisionedThroughput === undefined ? {} : { ProvisionedThroughput };
    if (before === undefined) updates.push({ Create: { ...rest, ...throughput } });
    else if (isAnother(before, index)) {
      throw refused(
        "Cannot update GSI's properties other than Provisioned Throughput and Contributor Insights Specification. You can create a new GSI with a different name.",
      );
    } else if (hasOtherThroughput(before, index))
      updates.push({ Update: { IndexName: index.IndexName, ...throughput } });
  }
  if (updates.filter(({ Update }) => Update === undefined).length > 1)
    throw refused("Cannot perform more than one GSI creation or deletion in a single update");
  return updates;
}

function isAnother(before: GlobalSecondaryIndexDescription, { KeySchema, Projection }: Index): boolean {
  return (
    !isDeepStrictEqual(before.KeySchema, KeySchema) ||
    !isDeepStrictEqual(projection(before.Projection), projection(Projection))
  );
}

/** The attributes of a projection are a set. */
function projection({ ProjectionType, NonKeyAttributes = [] }: Projection = {}): object {
  return { ProjectionType, NonKeyAttributes: [...NonKeyAttributes].sort() };
}

function hasOtherThroughput(
  { ProvisionedThroughput: before }: GlobalSecondaryIndexDescription,
  { ProvisionedThroughput: wanted }: Index,
): boolean {
  return (
    wanted !== undefined &&
    (before?.ReadCapacityUnits !== wanted.ReadCapacityUnits ||
      before.WriteCapacityUnits !== wanted.WriteCapacityUnits)
  );
}

function refused(message: string): AwsError {
  return new AwsError("ValidationError", 400, message);
}
