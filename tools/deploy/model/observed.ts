/** The observed state of one service in the account, as far as a plan needs it. */
export interface ObservedService {
  /** Absent where there is no stack of that name. */
  readonly stack?: ObservedStack;
  /** By the function's physical name. */
  readonly functions: Readonly<Record<string, ObservedFunction>>;
}

export interface ObservedStack {
  readonly name: string;
  /** ARN: unlike the name it stays valid when the stack is deleted. */
  readonly id: string;
  /** CloudFormation's `StackStatus`. */
  readonly status: string;
  readonly statusReason?: string;
  readonly created?: Date;
  /** Whether CloudFormation refuses to delete it. */
  readonly terminationProtected?: boolean;
  /** Whether its last change was made in EXPRESS mode, which CloudFormation cannot roll back afterwards. */
  readonly express?: boolean;
  readonly tags: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
  /** Names under which other stacks can import outputs. */
  readonly exports: readonly string[];
  /** Text of the deployed template: read only where needed, since it takes a call. */
  readonly template?: string;
  /** Logical ids of the resources that a dead stack still holds; read only where it may hold any. */
  readonly remaining?: readonly string[];
}

export interface ObservedFunction {
  /** What the alias `live` points at; absent where there is no such function or alias. */
  readonly live?: FunctionVersion;
  /** `$LATEST`: what the next published version will be. */
  readonly latest?: FunctionVersion;
  /** The alias `live` itself; read only where its settings may differ from the desired ones, since it takes a call. */
  readonly alias?: ObservedAlias;
}

export interface ObservedAlias {
  readonly version: string;
  /** Precondition for writes. */
  readonly revisionId: string;
  /** Empty for none. */
  readonly description: string;
}

export interface FunctionVersion {
  /** A number, or `$LATEST`. */
  readonly version: string;
  /** SHA-256 of its zip in hexadecimal. */
  readonly sha256: string;
  /** Precondition for writes: every change of the version gives it a new one. */
  readonly revisionId: string;
  /** All that UpdateFunctionConfiguration sets and a version freezes, in a comparable form. */
  readonly configuration: Readonly<Record<string, unknown>>;
  /** Lambda's `State`: `Pending`, `Active`, `Inactive`, `Failed`, … */
  readonly state: string;
  /** Lambda's `LastUpdateStatus`: `Successful`, `InProgress` or `Failed`. */
  readonly lastUpdateStatus: string;
  readonly reason?: string;
  /** Of a published version: its content and provenance (`history/version-description.ts`). */
  readonly description?: string;
  /** In Lambda's time format. */
  readonly lastModified?: string;
}

/** The alias that routes, permissions and event sources point at, in every stack. */
export const LIVE = "live";
