import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { asError } from "../../observability/as-error";
import { logger } from "../../observability/logger";
import { count } from "../../observability/metrics";
import { withFields } from "../../observability/scope";
import { current, runAs } from "../current";
import { within } from "../deadline";
import { once } from "../idempotency/once";
import type { ServiceContext } from "../service-context";
import type { Accepts, HandlerModule, QueueTrigger } from "../triggers";
import { causeOf } from "./cause";
import type { Delivered } from "./delivered";
import { type Content, eventOf, ferryEventOf, invalid, parse, readJson } from "./input";

/**
 * Handles a batch and answers which of its messages failed: only those come again
 * (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting).
 * Messages run at the same time; those of one group of a FIFO queue run in their order, and after one that failed the rest of its
 * group fails unhandled.
 */
export async function handleQueue<Variables>(
  context: ServiceContext<Variables>,
  trigger: QueueTrigger<Variables>,
  { key, origin: arn, event: { Records: records } }: Delivered<SQSEvent>,
): Promise<SQSBatchResponse> {
  const { handle } = (await trigger.load()) as HandlerModule<unknown, Variables>;
  const failed = new Set<SQSRecord>();
  await Promise.all(
    inOrder(records, arn.endsWith(".fifo")).map(async (group) => {
      for (const [index, record] of group.entries()) {
        const content = readJson(record.body);
        const handled = await succeeds(record, content, async () => {
          const [input, id] = inputOf(trigger.accepts, content, record.messageId);
          await once(trigger, `queue:${key}`, id, async () => handle(input, context));
        });
        if (handled) continue;
        for (const left of group.slice(index)) failed.add(left);
        return;
      }
    }),
  );
  if (failed.size > 0) count("BatchItemFailures", failed.size);
  return {
    batchItemFailures: records
      .filter((record) => failed.has(record))
      .map(({ messageId }) => ({ itemIdentifier: messageId })),
  };
}

/** The messages that must run one after the other. A standard queue has message groups as well, and promises no order. */
function inOrder(records: readonly SQSRecord[], isFifo: boolean): readonly (readonly SQSRecord[])[] {
  if (!isFifo) return records.map((record) => [record]);
  return [...Map.groupBy(records, ({ attributes }) => attributes.MessageGroupId).values()];
}

/** Handles a message as a part of the invocation, with the correlation id of the message; answers whether that went well. */
async function succeeds(
  { messageId, attributes, messageAttributes }: SQSRecord,
  content: Content,
  handle: () => Promise<void>,
): Promise<boolean> {
  const sender = causeOf({ correlationId: messageAttributes?.correlationId?.stringValue }, messageId);
  const cause = causeOf(content && ferryEventOf(content.json).detail, sender.correlationId);
  const fields = { message_id: messageId, receive_count: Number(attributes?.ApproximateReceiveCount) };
  return await withFields({ ...fields, correlation_id: cause.correlationId }, () =>
    runAs({ ...current(), ...cause }, async () => {
      try {
        await within(current().signal, handle);
        logger.info("message handled");
        return true;
      } catch (error) {
        logger.error("message failed", asError(error));
        return false;
      }
    }),
  );
}

/** The handler's input, and an id that is the same however often the message is delivered. */
function inputOf(accepts: Accepts, content: Content, messageId: string): [unknown, string] {
  if (!content) throw invalid("the message", ["it is not JSON"]);
  if ("body" in accepts) return [parse(accepts.body, content.json, "the message"), messageId];
  const { type, detail } = ferryEventOf(content.json);
  const event = eventOf(accepts.events, type, detail);
  return [event, event.id];
}
