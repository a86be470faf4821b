import type { Schedule } from "./schedule";

/** A schedule as GetSchedule answers it; dates are seconds since the epoch. */
export function describe(schedule: Schedule, arn: string): object {
  const { target, window } = schedule;
  return {
    Arn: arn,
    Name: schedule.name,
    GroupName: "default",
    Description: schedule.description,
    ScheduleExpression: schedule.expression,
    ScheduleExpressionTimezone: schedule.timezone,
    State: schedule.state,
    FlexibleTimeWindow:
      window === undefined ? { Mode: "OFF" } : { Mode: "FLEXIBLE", MaximumWindowInMinutes: window },
    ActionAfterCompletion: "NONE",
    CreationDate: seconds(schedule.createdAt),
    LastModificationDate: seconds(schedule.modifiedAt),
    Target: {
      Arn: target.arn,
      RoleArn: target.roleArn,
      RetryPolicy: {
        MaximumRetryAttempts: target.maximumRetries,
        MaximumEventAgeInSeconds: target.maximumAge,
      },
      ...(target.deadLetterQueue === undefined ? {} : { DeadLetterConfig: { Arn: target.deadLetterQueue } }),
    },
  };
}

/** As ListSchedules answers it. */
export function summarize(schedule: Schedule, arn: string): object {
  return {
    Arn: arn,
    Name: schedule.name,
    GroupName: "default",
    State: schedule.state,
    CreationDate: seconds(schedule.createdAt),
    LastModificationDate: seconds(schedule.modifiedAt),
    Target: { Arn: schedule.target.arn },
  };
}

function seconds(time: number): number {
  return time / 1000;
}
