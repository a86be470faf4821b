import { z } from "zod";
import { AwsError } from "../../protocol/error";
import { emptyBatch, idsNotDistinct, invalidBatchEntryId, tooManyEntries } from "../errors";

const MAX_ENTRIES = 10;

const BatchEntry = z.looseObject({ Id: z.string() });

/** Entries of a batch request; each is read on its own, since an invalid one does not fail the others. */
export const batchEntries = z.array(BatchEntry);

export type BatchEntry = z.output<typeof BatchEntry>;

/** Runs each entry, and reports which have failed. @throws AwsError where the batch as a whole is invalid */
export function eachEntry<T extends object>(
  entries: readonly BatchEntry[],
  run: (entry: object) => T,
): object {
  checkEntries(entries);
  const Successful: object[] = [];
  const Failed: object[] = [];
  for (const { Id, ...entry } of entries) {
    try {
      Successful.push({ Id, ...run(entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Failed.push({ Id, Code: queryCode(error), Message: error.message, SenderFault: error.status < 500 });
    }
  }
  return { Successful, Failed };
}

function checkEntries(entries: readonly BatchEntry[]): void {
  if (entries.length === 0) throw emptyBatch();
  if (entries.length > MAX_ENTRIES) throw tooManyEntries(entries.length);
  const seen = new Set<string>();
  for (const { Id } of entries) {
    if (!/^[A-Za-z0-9_-]{1,80}$/.test(Id)) throw invalidBatchEntryId();
    if (seen.has(Id)) throw idsNotDistinct(Id);
    seen.add(Id);
  }
}

/** Failed entries carry the codes of the query protocol, as SQS still answers them. */
function queryCode(error: AwsError): string {
  return error.headers["x-amzn-query-error"]?.split(";")[0] ?? error.code;
}
