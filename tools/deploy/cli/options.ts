/** Options that every verb has. */
export interface CommonOptions {
  /** Paths of manifests, at least one. */
  readonly manifest: readonly string[];
  /** Patterns of services; none for all. */
  readonly only: readonly string[];
  /** Whether the manifests are those of all services of the repository. */
  readonly all: boolean;
  readonly env?: string;
  readonly json: boolean;
  /** Nobody is asked. */
  readonly yes: boolean;
}

/** Options of the verbs that compare what stands with what the build made. */
export interface CompareOptions extends CommonOptions {
  /** Look at each function, however many there are. */
  readonly detectDrift: boolean;
}

export interface PlanOptions extends CompareOptions {
  /** Path of the plan that is to be written. */
  readonly out?: string;
  /** Tell what moved the digests. */
  readonly why: boolean;
}

/** Options of the verbs that change stacks. */
export interface StackOptions {
  /** Tell every event of the stacks, where progress is lines of a log. */
  readonly verbose: boolean;
}

/** Options of the verbs that write. */
export interface WriteOptions extends CommonOptions {
  /** Take the services' locks from whoever has them. */
  readonly forceUnlock: boolean;
}

export interface DeployOptions extends WriteOptions, CompareOptions, StackOptions {
  /** Path of a plan that is to be carried out. */
  readonly plan?: string;
  /** A stack whose rollback failed is brought back first, in any environment. */
  readonly continueRollback?: boolean;
  /** Resources may go whose data go with them. */
  readonly allowDataLoss: boolean;
}

export interface DestroyOptions extends WriteOptions, StackOptions {
  readonly confirm?: string;
  /** Services that the repository does not have, which are to be deleted instead. */
  readonly orphan: readonly string[];
}

export interface RollbackOptions extends WriteOptions {
  readonly to?: string;
  readonly function?: string;
}

export interface AttestOptions extends CommonOptions {
  /** What this build and this deployer took from caches is trusted, since only trusted builds write them. */
  readonly trustedCache: boolean;
}

export interface InvokeOptions extends CommonOptions {
  readonly function?: string;
  readonly payload?: string;
  /** Name or trigger of a sample event. */
  readonly event?: string;
  readonly tail: boolean;
}

export interface TracesOptions extends CommonOptions {
  /** A duration or a time. */
  readonly since: string;
  /** Only traces in which something went wrong. */
  readonly errors: boolean;
  /** One request, by the id that its services log. */
  readonly correlationId?: string;
  /** One trace, by X-Ray's id. */
  readonly id?: string;
}

export interface MetricsOptions extends CommonOptions {
  /** A duration or a time. */
  readonly since: string;
  /** A duration of whole minutes. */
  readonly period?: string;
  /** Only this metric, in full. */
  readonly metric?: string;
}

export interface StackTraceOptions extends CommonOptions {
  /** Path of the stack trace; standard input where it is absent. */
  readonly file?: string;
  /** Of input that does not name one. */
  readonly buildId?: string;
  /** Of input that does not name one. */
  readonly function?: string;
  /** Path of a source map, instead of the one that was kept. */
  readonly sourceMap?: string;
}

export interface LogsOptions extends CommonOptions {
  /** A duration or a time. */
  readonly since: string;
  /** Go on until Ctrl-C. */
  readonly follow: boolean;
  /** A filter pattern of CloudWatch Logs. */
  readonly filter?: string;
  readonly correlationId?: string;
  /** Only lines of this level or a more severe one. */
  readonly level?: string;
  /** All lines, as they were logged. */
  readonly raw: boolean;
}
