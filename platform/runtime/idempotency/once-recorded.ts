import { randomUUID } from "node:crypto";
import { asError } from "../../observability/as-error";
import { logger } from "../../observability/logger";
import { count } from "../../observability/metrics";
import { current } from "../current";
import { VariablesError } from "../errors";
import type { Idempotency } from "../triggers";
import { IdempotencyTable } from "./idempotency-table";

/** A delivery is being handled elsewhere at this moment: it has to come again, since that attempt may still fail. */
export class InProgressError extends Error {
  override readonly name = "InProgressError";

  constructor(key: string) {
    super(`${key} is being handled by another invocation; it is tried again later`);
  }
}

/** Retries of all triggers and a redrive of a dead-letter queue in the week after come again within this time. */
const KEEP_SECONDS = 7 * 24 * 60 * 60;

/** This long after an invocation's timeout, nothing of it runs any more, however far clocks differ. */
const LEASE_MARGIN_MS = 1000;

/**
 * Runs what handles a delivery, unless a record in the table says that it was handled before.
 *
 * @param key identifies the delivery within the service
 * @throws InProgressError for a duplicate that comes while the first one is being handled
 */
export async function onceRecorded(
  { table, keepSeconds = KEEP_SECONDS }: NonNullable<Idempotency["idempotent"]>,
  key: string,
  handle: () => Promise<void>,
): Promise<void> {
  const tableName = process.env[table];
  if (!tableName) throw new VariablesError("the service", [`${table} is missing`]);
  const records = new IdempotencyTable(tableName);
  const now = Date.now();
  const { lambda } = current();
  // Not the invocation: a batch may hold a message twice.
  const attempt = randomUUID();
  const leaseExpiresAt = now + lambda.getRemainingTimeInMillis() + LEASE_MARGIN_MS;
  const found = await records.begin(key, { attempt, now, leaseExpiresAt, keepSeconds });
  if (found === "done") {
    count("DuplicateSkipped");
    logger.info("duplicate skipped", { idempotency_key: key });
    return;
  }
  if (found === "running") throw new InProgressError(key);
  try {
    await handle();
  } catch (error) {
    // Else the next attempt would wait until the lease expires.
    await records.release(key, attempt).catch((cause) => logger.warn("lease not released", asError(cause)));
    throw error;
  }
  await records.complete(key, attempt, keepSeconds);
}
