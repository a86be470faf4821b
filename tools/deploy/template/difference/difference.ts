import type { Replacement } from "./replacement";

/** The difference between two instantiations of a stack's template. Every changed resource is listed once. */
export interface TemplateDifference {
  readonly resources: readonly ResourceChange[];
  readonly parameters: readonly NamedChange[];
  readonly outputs: readonly NamedChange[];
  /** Conditions whose outcome or text changes. */
  readonly conditions: readonly NamedChange[];
}

export interface ResourceChange {
  readonly logicalId: string;
  /** CloudFormation's type: `AWS::DynamoDB::Table`. */
  readonly type: string;
  /** `change` is an update in place, unless `replacement` says otherwise. */
  readonly action: "add" | "change" | "replace" | "remove";
  /** Whether a changed resource is replaced; `yes` only with `replace`. */
  readonly replacement: Replacement;
  /** Whether data are or may be lost: the resource is removed or replaced, and not retained. */
  readonly dataLoss: boolean;
  /** The changed properties, by path. */
  readonly properties: readonly PropertyChange[];
  /** For an added resource: the removed one that differs only in its logical id. CloudFormation still creates a new one. */
  readonly renamedFrom?: string;
  /**
   * The name that an added or replaced resource would share with an existing one. CloudFormation rejects it, since it creates
   * resources before deleting any.
   */
  readonly nameTaken?: string;
  /** Present if CloudFormation would certainly reject the change, and with it the whole update. */
  readonly refused?: Refusal;
}

/** What cannot be done, as a clause, and what to do instead. */
export interface Refusal {
  readonly why: string;
  readonly instead: string;
}

export interface PropertyChange {
  /** Relative to the resource: `Properties.MemorySize`, `Properties.Tags[team].Value`, `DeletionPolicy`. */
  readonly path: string;
  /** Short forms of the values. Absent if there is none, or it may be a secret (`hidden`). */
  readonly from?: string;
  readonly to?: string;
  /**
   * Whether the values may be or contain secrets: then only the name is reported, with `***` on one side if it is added or
   * removed.
   */
  readonly hidden?: true;
  /** A replaced resource that the property refers to, and whose reference thus changes. */
  readonly via?: string;
  readonly replacement: Replacement;
}

/** A change of something that has a name and a value. */
export interface NamedChange {
  readonly name: string;
  readonly action: "add" | "change" | "remove";
  readonly from?: string;
  readonly to?: string;
  readonly hidden?: true;
}
