import { randomUUID } from "node:crypto";
import type { Delivery } from "../delivery/delivery";
import type { Schedule } from "./schedule";

/** Region and account of ARNs. */
export interface Place {
  readonly region: string;
  readonly accountId: string;
}

/** What a schedule sends to its target. @param time that it fires for, milliseconds since the epoch */
export function firingOf(schedule: Schedule, scheduleArn: string, place: Place, time: number): Delivery {
  const { roleArn: _role, ...target } = schedule.target;
  const executionId = randomUUID();
  const scheduledTime = isoSeconds(time);
  const payload = ownEvent(scheduleArn, executionId, scheduledTime, place);
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

/** What Scheduler sends to a target without an input of its own; `detail` is a string. */
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
