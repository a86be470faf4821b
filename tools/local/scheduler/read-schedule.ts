import { DEFAULT_AGE, DEFAULT_RETRIES, kindOfTarget } from "../delivery/delivery";
import { validationFailed } from "./errors";
import { readExpression, type Times } from "./expression";
import { InvalidExpression } from "./invalid-expression";
import type { SchedulerRequest } from "./requests";
import type { Schedule } from "./schedule";

type Request = SchedulerRequest<"CreateSchedule">;

/** The schedule that a request describes. Throws `ValidationException`. */
export function readSchedule(request: Request, createdAt: number, now: number): Schedule {
  const { FlexibleTimeWindow } = request;
  if (
    (FlexibleTimeWindow.Mode === "FLEXIBLE") !==
    (FlexibleTimeWindow.MaximumWindowInMinutes !== undefined)
  ) {
    throw validationFailed("MaximumWindowInMinutes goes with a FlexibleTimeWindow whose Mode is FLEXIBLE.");
  }
  const schedule: Schedule = {
    name: request.Name,
    description: request.Description,
    expression: request.ScheduleExpression,
    timezone: request.ScheduleExpressionTimezone ?? "UTC",
    state: request.State ?? "ENABLED",
    window: FlexibleTimeWindow.MaximumWindowInMinutes,
    target: readTarget(request.Target),
    createdAt,
    modifiedAt: now,
  };
  timesOf(schedule);
  return schedule;
}

/** When a schedule fires while it is enabled. Throws `ValidationException`. */
export function timesOf(schedule: Schedule): Times {
  try {
    return readExpression(schedule.expression, schedule.timezone, schedule.createdAt);
  } catch (error) {
    if (error instanceof InvalidExpression) {
      throw validationFailed(`Invalid Schedule Expression: ${error.message}.`);
    }
    throw error;
  }
}

function readTarget(target: Request["Target"]): Schedule["target"] {
  const { Arn } = target;
  if (kindOfTarget(Arn) === undefined || Arn.endsWith(".fifo")) {
    throw validationFailed(
      `Target Arn ${Arn} is not supported: the local account delivers to Lambda functions and standard SQS queues only.`,
    );
  }
  return {
    arn: Arn,
    roleArn: target.RoleArn,
    maximumRetries: target.RetryPolicy?.MaximumRetryAttempts ?? DEFAULT_RETRIES,
    maximumAge: target.RetryPolicy?.MaximumEventAgeInSeconds ?? DEFAULT_AGE,
    deadLetterQueue: target.DeadLetterConfig?.Arn,
  };
}
