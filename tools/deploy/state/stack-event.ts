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
  /** Whether it tells of the stack itself, not of one of its resources. */
  readonly ofStack: boolean;
}

/** With which status an operation of a stack begins, for the operations that deployers ask for. */
export const BEGINNING = /^(CREATE|UPDATE|DELETE)_IN_PROGRESS$/;
/** The same where the operation is a rollback that someone asked for. */
export const ROLLBACK_BEGINNING = /^(CREATE|UPDATE|DELETE|ROLLBACK|UPDATE_ROLLBACK)_IN_PROGRESS$/;

/** Failures that only follow from an earlier one: CloudFormation cancels what else was under way. */
const CONSEQUENCE = /cancell?ed/i;

/** Whether the operation that the event belongs to has ended with it. */
export function endsOperation({ ofStack, status }: StackEvent): boolean {
  return ofStack && !status.endsWith("_IN_PROGRESS");
}

/**
 * The event that tells why an operation failed: the first failure of a resource that is not a consequence of another one. Those of
 * the rollback come later. Undefined where no resource failed. @param events of one operation, oldest first
 */
export function firstFailure(events: readonly StackEvent[]): StackEvent | undefined {
  return events.find(
    ({ ofStack, status, reason }) =>
      !ofStack && status.endsWith("_FAILED") && !CONSEQUENCE.test(reason ?? ""),
  );
}

/** ARN of the stack that an event of a nested one tells of. Its own events say why it failed, the parent's do not. */
export function nestedStack({ type, physicalId, ofStack }: StackEvent): string | undefined {
  const nested = !ofStack && type === "AWS::CloudFormation::Stack" && physicalId?.startsWith("arn:");
  return nested ? physicalId : undefined;
}

/** Resources that a deletion left in the account, since the template says so (`DeletionPolicy: Retain`). */
export function retained(events: readonly StackEvent[]): StackEvent[] {
  return events.filter(({ ofStack, status }) => !ofStack && status === "DELETE_SKIPPED");
}

/** `Table (AWS::DynamoDB::Table)`. */
export function resourceName({ logicalId, type }: StackEvent): string {
  return `${logicalId} (${type})`;
}
