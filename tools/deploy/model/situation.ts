/** Where a stack stands, as far as the next step depends on it. */
export type StackSituation =
  /** A change is under way: what it leaves is not known yet. */
  | "moving"
  /** It holds no resources, only change sets: the next one creates it. */
  | "reserved"
  /** Its creation failed or its deletion did: it can only be deleted, with what `mayHoldResources`. */
  | "dead"
  /** A failed update was not undone, or only in part: it can neither be updated nor goes back by itself. */
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
 * Whether a dead stack may still hold resources, and they data: a creation that was rolled back to its end holds none, but one that
 * was not holds what it made, and a failed deletion all that it did not get to.
 */
export function mayHoldResources(status: string): boolean {
  return situation(status) === "dead" && status !== "ROLLBACK_COMPLETE";
}
