import { randomUUID } from "node:crypto";
import type { Delivery } from "../delivery/delivery";
import type { Schedule } from "./schedule";

/** Replaced at each try (https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html). */
const ATTEMPT_NUMBER = "<aws.scheduler.attempt-number>";

/** Where ARNs are of. */
export interface Place {
  readonly region: string;
  readonly accountId: string;
}

/** What a schedule sends to its target. @param time that it fires for, milliseconds since the epoch */
export function firingOf(schedule: Schedule, scheduleArn: string, place: Place, time: number): Delivery {
  const { roleArn: _role, input, ...target } = schedule.target;
  const executionId = randomUUID();
  const scheduledTime = isoSeconds(time);
  const payload = (input ?? ownEvent(scheduleArn, executionId, scheduledTime, place))
    .replaceAll("<aws.scheduler.schedule-arn>", scheduleArn)
    .replaceAll("<aws.scheduler.scheduled-time>", scheduledTime)
    .replaceAll("<aws.scheduler.execution-id>", executionId);
  return {
    target,
    payload,
    deadLetter: payload,
    labels: {
      SCHEDULE_ARN: scheduleArn,
      EXECUTION_ID: executionId,
      SCHEDULED_TIME: scheduledTime,
      IS_PAYLOAD_TRUNCATED: "false",
    },
    since: Date.now(),
    failures: 0,
  };
}

/** The payload at a try, from 1. */
export function payloadAt({ payload }: Delivery, attempt: number): string {
  return payload.replaceAll(ATTEMPT_NUMBER, String(attempt));
}

/** What Scheduler sends where the target has no input; its `detail` is a text. */
function ownEvent(scheduleArn: string, id: string, time: string, { accountId, region }: Place): string {
  return JSON.stringify({
    version: "0",
    id,
    "detail-type": "Scheduled Event",
    source: "aws.scheduler",
    account: accountId,
    time,
    region,
    resources: [scheduleArn],
    detail: "{}",
  });
}

function isoSeconds(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, "Z");
}
