import type { Replacement } from "./replacement";

/** How two instantiations of a stack's template differ. Every resource that differs is in it once. */
export interface TemplateDifference {
  readonly resources: readonly ResourceChange[];
  readonly parameters: readonly NamedChange[];
  readonly outputs: readonly NamedChange[];
  /** Conditions whose outcome changes, or whose text does. */
  readonly conditions: readonly NamedChange[];
}

export interface ResourceChange {
  readonly logicalId: string;
  /** CloudFormation's type: `AWS::DynamoDB::Table`. */
  readonly type: string;
  /** `change` is one in place, as far as `replacement` says. */
  readonly action: "add" | "change" | "replace" | "remove";
  /** Whether a changed resource is replaced; `yes` only with `replace`. */
  readonly replacement: Replacement;
  /** Whether data are lost, or may be: they go with a resource that is removed or replaced and not retained. */
  readonly dataLoss: boolean;
  /** Of a changed or replaced resource, by path. */
  readonly properties: readonly PropertyChange[];
  /** Of an added resource: a removed one which it is but for its logical id. CloudFormation makes a new one all the same. */
  readonly renamedFrom?: string;
  /**
   * The name that an added or replaced resource would share with one that stands there: it is made before anything is deleted, so that
   * CloudFormation refuses it.
   */
  readonly nameTaken?: string;
  /** Where CloudFormation refuses the change for certain, and so the whole update. */
  readonly refused?: Refusal;
}

/** What cannot be done, as a clause, and what can be done in its place. */
export interface Refusal {
  readonly why: string;
  readonly instead: string;
}

export interface PropertyChange {
  /** From the resource's own members on: `Properties.MemorySize`, `Properties.Tags[team].Value`, `DeletionPolicy`. */
  readonly path: string;
  /** Short forms of the values. Absent where there is none, or where it may be a secret (`hidden`). */
  readonly from?: string;
  readonly to?: string;
  /** Whether the values may be secrets, or hold one: then only the name is told, and by `***` on one side that it comes or goes. */
  readonly hidden?: true;
  /** A replaced resource that the property refers to: what it refers to is another one then. */
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
