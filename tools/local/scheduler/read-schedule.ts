import { DEFAULT_AGE, DEFAULT_RETRIES, kindOfTarget } from "../delivery/delivery";
import { isJson } from "../protocol/json";
import { validationFailed } from "./errors";
import { readExpression, type Times } from "./expression";
import { InvalidExpression } from "./invalid-expression";
import type { SchedulerRequest } from "./requests";
import type { Schedule } from "./schedule";

type Request = SchedulerRequest<"CreateSchedule">;

/** The schedule that a request describes. Throws `ValidationException`. */
export function readSchedule(request: Request, createdAt: number, now: number): Schedule {
  const { FlexibleTimeWindow, StartDate, EndDate } = request;
  if (
    (FlexibleTimeWindow.Mode === "FLEXIBLE") !==
    (FlexibleTimeWindow.MaximumWindowInMinutes !== undefined)
  ) {
    throw validationFailed("MaximumWindowInMinutes goes with a FlexibleTimeWindow whose Mode is FLEXIBLE.");
  }
  if (StartDate !== undefined && EndDate !== undefined && EndDate <= StartDate) {
    throw validationFailed("The EndDate you specify must come after the StartDate.");
  }
  const schedule: Schedule = {
    name: request.Name,
    description: request.Description,
    expression: request.ScheduleExpression,
    timezone: request.ScheduleExpressionTimezone ?? "UTC",
    state: request.State ?? "ENABLED",
    window: FlexibleTimeWindow.MaximumWindowInMinutes,
    startDate: StartDate === undefined ? undefined : StartDate * 1000,
    endDate: EndDate === undefined ? undefined : EndDate * 1000,
    target: readTarget(request.Target),
    createdAt,
    modifiedAt: now,
  };
  timesOf(schedule);
  return schedule;
}

/** When a schedule fires while it is enabled. Throws `ValidationException`. */
export function timesOf(schedule: Schedule): Times {
  const { expression, timezone, createdAt } = schedule;
  // Both dates are ignored for schedules that fire once.
  const once = expression.startsWith("at(");
  const { startDate, endDate = Number.POSITIVE_INFINITY } = once ? {} : schedule;
  try {
    const times = readExpression(expression, timezone, startDate ?? createdAt);
    return {
      next: (after) => {
        const next = times.next(startDate === undefined ? after : Math.max(after, startDate - 1));
        return next === undefined || next > endDate ? undefined : next;
      },
    };
  } catch (error) {
    if (error instanceof InvalidExpression) {
      throw validationFailed(`Invalid Schedule Expression: ${error.message}.`);
    }
    throw error;
  }
}

function readTarget(target: Request["Target"]): Schedule["target"] {
  const { Arn, Input } = target;
  const kind = kindOfTarget(Arn);
  if (kind === undefined || Arn.endsWith(".fifo")) {
    throw validationFailed(
      `Target Arn ${Arn} is not supported: the local account delivers to Lambda functions and standard SQS queues only.`,
    );
  }
  if (kind === "function" && Input !== undefined && !isJson(Input)) {
    throw validationFailed("Provided Input for the target is not a valid JSON.");
  }
  return {
    arn: Arn,
    roleArn: target.RoleArn,
    input: Input,
    maximumRetries: target.RetryPolicy?.MaximumRetryAttempts ?? DEFAULT_RETRIES,
    maximumAge: target.RetryPolicy?.MaximumEventAgeInSeconds ?? DEFAULT_AGE,
    deadLetterQueue: target.DeadLetterConfig?.Arn,
  };
}
