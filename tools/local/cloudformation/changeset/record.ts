import type { Deployment, DeploymentConfig } from "../stack/records";

export type ChangeSource =
  | "DirectModification"
  | "ParameterReference"
  | "ResourceReference"
  | "ResourceAttribute"
  | "Automatic";

/** One reason why a resource changes. */
export interface ChangeDetail {
  readonly Target: {
    readonly Attribute: "Properties" | "Metadata" | "Tags" | "DeletionPolicy" | "UpdateReplacePolicy";
    readonly Name?: string;
    readonly RequiresRecreation: "Never" | "Conditionally" | "Always";
    readonly Path?: string;
    readonly BeforeValue?: string | undefined;
    readonly AfterValue?: string | undefined;
    readonly AttributeChangeType?: "Add" | "Remove" | "Modify";
  };
  /** `Static` where the new value is known, `Dynamic` where it depends on what the operation makes. */
  readonly Evaluation: "Static" | "Dynamic";
  readonly ChangeSource: ChangeSource;
  readonly CausingEntity?: string;
}

/** What executing a change set would do to a resource; the members are those of the API's `ResourceChange`. */
export interface ResourceChange {
  readonly PolicyAction?: "Delete" | "Retain" | "ReplaceAndDelete" | "ReplaceAndRetain";
  readonly Action: "Add" | "Modify" | "Remove";
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceType: string;
  readonly Replacement?: "True" | "False" | "Conditional";
  readonly Scope: readonly ChangeDetail["Target"]["Attribute"][];
  readonly Details: readonly ChangeDetail[];
  /** JSON texts, returned only where property values are requested. */
  readonly BeforeContext?: string;
  readonly AfterContext?: string;
}

export interface ChangeSetRecord {
  readonly changeSetId: string;
  readonly changeSetName: string;
  readonly stackId: string;
  readonly stackName: string;
  readonly type: "CREATE" | "UPDATE";
  /** Final from the start: the changes are computed while the request is answered. */
  readonly status: "CREATE_COMPLETE" | "FAILED";
  readonly statusReason?: string;
  readonly executionStatus:
    | "UNAVAILABLE"
    | "AVAILABLE"
    | "EXECUTE_IN_PROGRESS"
    | "EXECUTE_COMPLETE"
    | "EXECUTE_FAILED"
    | "OBSOLETE";
  readonly createdAt: string;
  readonly description?: string;
  readonly token?: string;
  readonly onStackFailure?: "ROLLBACK" | "DO_NOTHING" | "DELETE";
  readonly deploymentConfig?: DeploymentConfig;
  readonly target: Deployment;
  readonly imports: readonly string[];
  readonly changes: readonly ResourceChange[];
}
