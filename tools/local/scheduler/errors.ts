import { AwsError } from "../protocol/error";

export function validationFailed(message: string): AwsError {
  return new AwsError("ValidationException", 400, message);
}

export function scheduleNotFound(name: string): AwsError {
  return new AwsError("ResourceNotFoundException", 404, `Schedule ${name} does not exist.`);
}

export function scheduleExists(name: string): AwsError {
  return new AwsError("ConflictException", 409, `Schedule ${name} already exists.`);
}

/** Names the existing schedules, as the name may be mistyped. @param known names of the schedules */
export function noScheduleToFire(name: string, known: readonly string[]): AwsError {
  const others = known.length === 0 ? "no schedule is deployed" : `there are ${known.join(", ")}`;
  return new AwsError("ResourceNotFoundException", 404, `there is no schedule "${name}": ${others}`);
}

/** The account has the default group only. */
export function groupNotFound(name: string): AwsError {
  const message = `Schedule group ${name} does not exist: the local account has the group default only.`;
  return new AwsError("ResourceNotFoundException", 404, message);
}
