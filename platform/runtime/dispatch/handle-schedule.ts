import type { EventBridgeEvent } from "aws-lambda";
import { current } from "../current";
import { within } from "../deadline";
import type { ServiceContext } from "../service-context";
import type { ScheduleTrigger } from "../triggers";
import type { Delivered } from "./delivered";

/** Handles a tick of a schedule. What fails is thrown, as with an event. */
export async function handleSchedule<Variables>(
  context: ServiceContext<Variables>,
  trigger: ScheduleTrigger<Variables>,
  { event: { time } }: Delivered<EventBridgeEvent<"Scheduled Event", unknown>>,
): Promise<void> {
  const { handle } = await trigger.load();
  await within(current().signal, async () => handle({ time }, context));
}
