import type { EventInvokeConfig } from "./event-invoke-config/event-invoke-config";

/** What a function's owner sets, besides its code. */
export interface FunctionSettings {
  readonly runtime: string;
  readonly role: string;
  readonly handler: string;
  readonly description: string;
  /** Seconds. */
  readonly timeout: number;
  /** MB. */
  readonly memorySize: number;
  readonly variables: Readonly<Record<string, string>>;
  readonly tracing: "Active" | "PassThrough";
  /** MB in `/tmp`: kept and reported, not enforced. */
  readonly ephemeralStorage: number;
  readonly logging: LoggingSettings;
  /** ARN of the queue for asynchronous events that were given up. */
  readonly deadLetterQueue?: string;
}

export interface LoggingSettings {
  readonly LogFormat: "Text" | "JSON";
  readonly LogGroup: string;
  readonly ApplicationLogLevel?: "TRACE" | "DEBUG" | "INFO" | "WARN" | "ERROR" | "FATAL";
  readonly SystemLogLevel?: "DEBUG" | "INFO" | "WARN";
}

/** A deployment package. */
export interface FunctionCode {
  /** Base64 of the SHA-256 of the zip's bytes. */
  readonly sha256: string;
  /** Bytes of the zip. */
  readonly size: number;
  readonly architecture: "x86_64" | "arm64";
}

/** All that decides how a function behaves; what a published version freezes. */
export interface Snapshot {
  readonly settings: FunctionSettings;
  readonly code: FunctionCode;
}

/**
 * A change that takes effect after a while. Its state is a function of the time, so that it needs no timer and survives a
 * restart.
 */
export interface Transition {
  readonly kind: "create" | "update";
  /** Milliseconds since the epoch. */
  readonly until: number;
  /** Revision from then on: a settled change is a revision of its own, as it is at AWS (aws/aws-sdk#377). */
  readonly settledRevisionId: string;
  /** What invocations run until then. */
  readonly previous?: Snapshot;
}

/** `$LATEST`. */
export interface LatestRecord extends Snapshot {
  readonly lastModified: string;
  readonly revisionId: string;
  readonly transition?: Transition;
}

/** A published version. Its snapshot never changes. */
export interface VersionRecord extends Snapshot {
  readonly functionName: string;
  readonly version: number;
  readonly lastModified: string;
  readonly revisionId: string;
  /** Fingerprint of the `$LATEST` that it was made from, whose description may differ. */
  readonly source: string;
  readonly transition?: Transition;
}

export interface AliasRecord {
  readonly name: string;
  readonly functionVersion: string;
  readonly description: string;
  /** Weight in [0, 1] by version. */
  readonly routing?: Readonly<Record<string, number>>;
  readonly revisionId: string;
}

/** A statement of a resource policy, as it is answered. */
export interface Statement {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Principal: string | Readonly<Record<string, string>>;
  readonly Action: string;
  readonly Resource: string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** A function, without its published versions. */
export interface FunctionRecord {
  readonly name: string;
  readonly latest: LatestRecord;
  /** Number of the version published last, also if it has been deleted since; 0 for none. */
  readonly lastVersion: number;
  readonly aliases: Readonly<Record<string, AliasRecord>>;
  /** By qualifier; `$LATEST` for the function itself. */
  readonly policies: Readonly<Record<string, readonly Statement[]>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly reservedConcurrency?: number;
  /** By qualifier; `$LATEST` for the function itself. */
  readonly eventInvokeConfigs?: Readonly<Record<string, EventInvokeConfig>>;
}
