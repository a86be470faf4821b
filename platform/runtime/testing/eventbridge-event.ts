import type { EventBridgeEvent } from "aws-lambda";
import type { Event } from "../../events/define-event";
import { ACCOUNT, REGION, TIME, UUID } from "./names";

/**
 * A Ferry event as EventBridge delivers it to a function, and, as the body of a message, to a queue
 * (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html).
 *
 * @param source `<environment>.<service>` of who published it
 */
export function eventBridgeEvent(
  { type, ...detail }: Event,
  source = `local.${type.split(".")[0]}`,
): EventBridgeEvent<string, Omit<Event, "type">> {
  return {
    version: "0",
    id: UUID,
    "detail-type": type,
    source,
    account: ACCOUNT,
    time: detail.time,
    region: REGION,
    resources: [],
    detail,
  };
}

/**
 * A tick of EventBridge Scheduler with its default input
 * (https://docs.aws.amazon.com/lambda/latest/dg/with-eventbridge-scheduler.html).
 *
 * @param name the schedule's: `<function>-<key>`
 */
export function scheduleEvent(name: string, time = TIME): EventBridgeEvent<"Scheduled Event", string> {
  return {
    version: "0",
    id: UUID,
    "detail-type": "Scheduled Event",
    source: "aws.scheduler",
    account: ACCOUNT,
    time,
    region: REGION,
    resources: [`arn:aws:scheduler:${REGION}:${ACCOUNT}:schedule/default/${name}`],
    detail: "{}",
  };
}
