import type { Json } from "../template/json";
import type { RemovalPolicy } from "../template/template";

export type StackStatus =
  | "REVIEW_IN_PROGRESS"
  | "CREATE_IN_PROGRESS"
  | "CREATE_COMPLETE"
  | "CREATE_FAILED"
  | "ROLLBACK_IN_PROGRESS"
  | "ROLLBACK_COMPLETE"
  | "ROLLBACK_FAILED"
  | "UPDATE_IN_PROGRESS"
  | "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"
  | "UPDATE_COMPLETE"
  | "UPDATE_FAILED"
  | "UPDATE_ROLLBACK_IN_PROGRESS"
  | "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS"
  | "UPDATE_ROLLBACK_COMPLETE"
  | "UPDATE_ROLLBACK_FAILED"
  | "DELETE_IN_PROGRESS"
  | "DELETE_COMPLETE"
  | "DELETE_FAILED";

export type ResourceStatus =
  | "CREATE_IN_PROGRESS"
  | "CREATE_COMPLETE"
  | "CREATE_FAILED"
  | "UPDATE_IN_PROGRESS"
  | "UPDATE_COMPLETE"
  | "UPDATE_FAILED"
  | "DELETE_IN_PROGRESS"
  | "DELETE_COMPLETE"
  | "DELETE_FAILED"
  | "DELETE_SKIPPED";

/** What a stack is made from. */
export interface Deployment {
  /** The template's text, as it was given. */
  readonly template: string;
  /** Values of all declared parameters, those of `NoEcho` parameters too. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly capabilities: readonly string[];
}

/** A resource as it is in its service. */
export interface PhysicalResource {
  readonly physicalId: string;
  /** With every function evaluated. */
  readonly properties: Readonly<Record<string, Json>>;
  /** All tags that it was given: the stack's, its own, and CloudFormation's. */
  readonly tags: Readonly<Record<string, string>>;
  readonly attributes: Readonly<Record<string, string>>;
  /** Logical ids that it must be deleted before. */
  readonly dependencies: readonly string[];
}

export interface ResourceRecord extends PhysicalResource {
  readonly logicalId: string;
  readonly type: string;
  readonly status: ResourceStatus;
  readonly statusReason?: string;
  /** ISO 8601. */
  readonly timestamp: string;
  readonly deletionPolicy: RemovalPolicy;
  readonly updateReplacePolicy: RemovalPolicy;
  readonly metadata?: Json;
  /** What a change in progress, or one that failed, tried to make of the resource. */
  readonly attempted?: Attempt;
  /** The resource of the same logical id that this operation has replaced, or (rolling back) made in vain; to be deleted. */
  readonly superseded?: PhysicalResource;
}

export interface Attempt {
  readonly properties: Readonly<Record<string, Json>>;
  readonly tags: Readonly<Record<string, string>>;
  /** Name of the replacement, if the change is one. */
  readonly replacement?: string;
}

export interface OutputRecord {
  readonly key: string;
  readonly value: string;
  readonly description?: string;
  readonly exportName?: string;
}

/**
 * The journal of what is being done to a stack. It is written before each phase begins, so that a process started after a crash
 * takes the operation up where it was.
 */
export interface Operation {
  readonly kind: "CREATE" | "UPDATE" | "DELETE";
  /**
   * FORWARD towards the target; CLEANUP of what the target no longer has; ROLLBACK to what was before; ROLLBACK_CLEANUP of what the
   * operation had made; FAILED: given up, and kept for the request that rolls back or continues.
   */
  readonly phase: "FORWARD" | "CLEANUP" | "ROLLBACK" | "ROLLBACK_CLEANUP" | "FAILED";
  readonly token?: string;
  readonly target?: Deployment;
  readonly changeSetId?: string;
  /** The stack's resources when an update began. */
  readonly before: readonly ResourceRecord[];
  /** The exports that the stack used when the operation began; until it ends, those of both states count as used. */
  readonly importsBefore: readonly string[];
  readonly onFailure: "ROLLBACK" | "DO_NOTHING" | "DELETE";
  readonly retainExceptOnCreate: boolean;
  /** Of a deletion: the status that the stack is to have if the deletion is refused. */
  readonly refusedTo?: StackStatus;
  /** Logical ids to leave as they are: `RetainResources` of a deletion, `ResourcesToSkip` of a rollback that is continued. */
  readonly skip: readonly string[];
}

/** Accepted and shown; EXPRESS and STANDARD make no difference here, where a resource is stable as soon as it is made. */
export interface DeploymentConfig {
  readonly Mode?: string | undefined;
  readonly DisableRollback?: boolean | undefined;
}

export interface StackRecord {
  readonly stackId: string;
  readonly stackName: string;
  readonly region: string;
  readonly status: StackStatus;
  readonly statusReason?: string;
  /** ISO 8601, as are all times. */
  readonly createdAt: string;
  readonly updatedAt?: string;
  readonly deletedAt?: string;
  readonly terminationProtection: boolean;
  readonly disableRollback: boolean;
  readonly changeSetId?: string;
  /** Client token of the request that began the last operation. */
  readonly token?: string;
  /** Of the last operation. */
  readonly deploymentConfig?: DeploymentConfig | undefined;
  /** Absent until the first operation of the stack begins. */
  readonly deployed?: Deployment;
  readonly outputs: readonly OutputRecord[];
  /** Names of other stacks' exports that this one uses. */
  readonly imports: readonly string[];
  readonly operation?: Operation;
}

export interface StackEvent {
  readonly eventId: string;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly timestamp: string;
  readonly status: StackStatus | ResourceStatus;
  readonly statusReason?: string;
  /** The resource's properties as JSON text. */
  readonly properties?: string;
  readonly token?: string;
}

/** Whether an operation is under way. */
export function isInProgress(status: StackStatus): boolean {
  return status.endsWith("_IN_PROGRESS") && status !== "REVIEW_IN_PROGRESS";
}
