import { isDeepStrictEqual } from "node:util";
import type { GlobalSecondaryIndexUpdate } from "@aws-sdk/client-dynamodb";
import { defined } from "./defined";
import type { TableProperties } from "./dynamodb-table-schema";

/** The steps from a table's previous global indexes to the wanted ones, as UpdateTable takes them. */
export function indexUpdates(
  { GlobalSecondaryIndexes: wanted = [] }: TableProperties,
  { GlobalSecondaryIndexes: previous = [] }: TableProperties,
): GlobalSecondaryIndexUpdate[] {
  const updates: GlobalSecondaryIndexUpdate[] = [];
  for (const { IndexName } of previous) {
    if (!wanted.some((index) => index.IndexName === IndexName)) updates.push({ Delete: { IndexName } });
  }
  for (const index of wanted) {
    const before = previous.find(({ IndexName }) => IndexName === index.IndexName);
    if (isDeepStrictEqual(before, index)) continue;
    const { ProvisionedThroughput, ...rest } = index;
    const throughput = defined({ ProvisionedThroughput });
    if (before === undefined) updates.push({ Create: { ...rest, ...throughput } });
    else updates.push({ Update: { IndexName: index.IndexName, ...throughput } });
  }
  return updates;
}
