/** The state of a stack, as far as the next step depends on it. */
export type StackSituation =
  /** An operation is in progress: its result is not known yet. */
  | "moving"
  /** It holds no resources, only change sets: executing one creates it. */
  | "reserved"
  /** Its creation or deletion failed: it can only be deleted. See `mayHoldResources`. */
  | "dead"
  /** A failed update was not rolled back, or only in part: it cannot be updated, and does not recover by itself. */
  | "stuck"
  | "steady";

/**
 * Sorts CloudFormation's stack status codes.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html
 */
export function situation(status: string): StackSituation {
  switch (status) {
    case "REVIEW_IN_PROGRESS":
      return "reserved";
    case "ROLLBACK_COMPLETE":
    case "ROLLBACK_FAILED":
    case "CREATE_FAILED":
    case "DELETE_FAILED":
      return "dead";
    case "UPDATE_ROLLBACK_FAILED":
    case "UPDATE_FAILED":
      return "stuck";
    default:
      return status.endsWith("_IN_PROGRESS") ? "moving" : "steady";
  }
}

/**
 * Whether a dead stack may still hold resources, and with them data. A completely rolled back creation holds none; otherwise the
 * resources that were created, or not yet deleted, remain.
 */
export function mayHoldResources(status: string): boolean {
  return situation(status) === "dead" && status !== "ROLLBACK_COMPLETE";
}
