/** One event of a stack, as far as the deployer looks at it. */
export interface StackEvent {
  readonly id: string;
  readonly logicalId: string;
  /** Resource type: `AWS::DynamoDB::Table`. */
  readonly type: string;
  /** Name or ARN in the account; absent where there is none yet. */
  readonly physicalId?: string;
  /** CloudFormation's `ResourceStatus`. */
  readonly status: string;
  readonly reason?: string;
  /** `ClientRequestToken` of the request that began the operation: all its events carry it. */
  readonly token?: string;
  readonly time?: Date;
  /** Whether it is about the stack itself, not about one of its resources. */
  readonly ofStack: boolean;
}

/** The first status of an operation that deployers start on a stack. */
export const BEGINNING = /^(CREATE|UPDATE|DELETE)_IN_PROGRESS$/;
/** The same for a rollback that was requested. */
export const ROLLBACK_BEGINNING = /^(CREATE|UPDATE|DELETE|ROLLBACK|UPDATE_ROLLBACK)_IN_PROGRESS$/;

/** Failures that only follow from an earlier one: CloudFormation cancels whatever else is in progress. */
const CONSEQUENCE = /cancell?ed/i;

/** Whether the event ends its operation. */
export function endsOperation({ ofStack, status }: StackEvent): boolean {
  return ofStack && !status.endsWith("_IN_PROGRESS");
}

/**
 * The event that says why an operation failed: the first failure of a resource that is not a consequence of another one, or of
 * the stack itself if that comes first and has its own cause, such as an export in use by another stack. Failures of the rollback
 * come later. Undefined if there is neither.
 * @param events of one operation, oldest first
 */
export function firstFailure(events: readonly StackEvent[]): StackEvent | undefined {
  return events.find((event, index) =>
    event.ofStack
      ? // The reason of the first event says who started the operation.
        (index > 0 || !event.status.endsWith("_IN_PROGRESS")) && stackReason(event) !== undefined
      : event.status.endsWith("_FAILED") && !CONSEQUENCE.test(event.reason ?? ""),
  );
}

/** Parts of a stack's status reason that its resources' events explain better. */
const SAID_BY_RESOURCES =
  /The following resource\(s\) failed to \w+: \[[^\]]*\]\.?|(Rollback|Delete) requested by user\.?/g;

/** The cause in an event of the stack itself; undefined if it only names resources, or there is none. */
export function stackReason({ reason = "" }: StackEvent): string | undefined {
  return reason.replace(SAID_BY_RESOURCES, "").trim() || undefined;
}

/** ARN of the nested stack that an event is about. The nested stack's events say why it failed; the parent's do not. */
export function nestedStack({ type, physicalId, ofStack }: StackEvent): string | undefined {
  const nested = !ofStack && type === "AWS::CloudFormation::Stack" && physicalId?.startsWith("arn:");
  return nested ? physicalId : undefined;
}

/** Resources that a deletion left in the account because the template retains them (`DeletionPolicy: Retain`). */
export function retained(events: readonly StackEvent[]): StackEvent[] {
  return events.filter(({ ofStack, status }) => !ofStack && status === "DELETE_SKIPPED");
}

/** `Table (AWS::DynamoDB::Table)`. */
export function resourceName({ logicalId, type }: StackEvent): string {
  return `${logicalId} (${type})`;
}
