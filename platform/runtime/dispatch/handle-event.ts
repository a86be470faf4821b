import type { EventBridgeEvent } from "aws-lambda";
import { logger } from "../../observability/logger";
import { current } from "../current";
import { within } from "../deadline";
import { once } from "../idempotency/once";
import type { ServiceContext } from "../service-context";
import type { EventTrigger, HandlerModule } from "../triggers";
import type { Delivered } from "./delivered";
import { eventOf } from "./input";

/**
 * Handles an event of EventBridge. Whatever fails is thrown: Lambda repeats it, and takes it to the on-failure destination in the end
 * (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html).
 */
export async function handleEvent<Variables>(
  context: ServiceContext<Variables>,
  trigger: EventTrigger<Variables>,
  { event }: Delivered<EventBridgeEvent<string, unknown>>,
): Promise<void> {
  const { definition } = trigger;
  const input = eventOf([definition], event["detail-type"], event.detail);
  const { handle } = (await trigger.load()) as HandlerModule<unknown, Variables>;
  await within(current().signal, () =>
    once(trigger, `event:${definition.type}`, input.id, async () => handle(input, context)),
  );
  logger.info("event handled");
}
