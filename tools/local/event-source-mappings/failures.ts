/**
 * Ids of the messages that have failed, as the function's answer says (`ReportBatchItemFailures`). An answer without them means that all
 * went well; one that cannot be understood, or that names a message which is not in the batch, means that all have failed.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 * @param answer the function's answer, JSON
 */
export function failedMessages(answer: string, ids: readonly string[]): ReadonlySet<string> {
  const reported = reportedItems(answer);
  const all = new Set(ids);
  if (reported === undefined) return all;
  const failed = reported.map((item) => (item as { itemIdentifier?: unknown } | null)?.itemIdentifier);
  const known = failed.every((id) => typeof id === "string" && all.has(id));
  return known ? new Set(failed as string[]) : all;
}

/** The list in the answer, empty for an empty answer; `undefined` for a malformed one. */
function reportedItems(answer: string): readonly unknown[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(answer);
  } catch {
    return undefined;
  }
  if (value === null) return [];
  if (typeof value !== "object" || Array.isArray(value)) return undefined;
  const items = (value as { batchItemFailures?: unknown }).batchItemFailures ?? [];
  return Array.isArray(items) ? items : undefined;
}
