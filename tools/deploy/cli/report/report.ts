import type { ApiCalls } from "../../aws/client/calls";
import type { Orphan } from "../../context/orphan";
import type {
  FunctionOutcome,
  Placed,
  ServiceOutcome,
  StackOutcome,
  Unfinished,
} from "../../context/outcome";
import type { ErrorCode, Fault, FerryError } from "../../error";
import type { Move } from "../../history/rollback-target";
import type { VersionEntry } from "../../history/versions";
import { lossesOf } from "../../plan/changes";
import type { Drift } from "../../plan/drift";
import type { Reason, SeedPlan } from "../../plan/plan";
import type { TemplateDifference } from "../../template/difference/difference";
import type { Explanation } from "../../why/explain";
import type { BuildOrigin } from "../../workspace/bazel/execution-log";

/** What `--json` prints. `version` moves when a member changes its meaning or goes; new members may come without that. */
export interface Report {
  readonly version: 1;
  /** Name of the verb; null where the command line names none. */
  readonly command: string | null;
  /** Null where the command failed before it was known. */
  readonly env: string | null;
  readonly services: readonly ServiceReport[];
  /** What is in the environment and not in the repository, where a verb has looked for it. */
  readonly orphans?: readonly Orphan[];
  readonly uploadedBytes: number;
  readonly downloadedBytes: number;
  readonly apiCalls: ApiCalls;
  readonly durationMs: number;
  readonly error?: ErrorReport;
}

export interface ServiceReport {
  readonly service: string;
  readonly stack: {
    readonly name: string;
    readonly action: StackOutcome["action"];
    /** Null for none: nothing was built for this verb, and nothing observed. */
    readonly digest: string | null;
    /** With `plan --why`: what moved the digest of the template. */
    readonly why?: Explanation;
    /** Resources that a deletion left in the account, where there are any. */
    readonly retained?: readonly string[];
    /** Status of what has to be deleted before the stack can be created, where something has. */
    readonly deletesFirst?: string;
    /** Termination protection is turned on. */
    readonly protect?: true;
    /** CloudFormation's status, where the service failed after it was written to. */
    readonly status?: string;
  };
  readonly functions: readonly FunctionReport[];
  /** Items of seeds that were or would be written, by the table's logical id, where there are any. */
  readonly seed?: SeedPlan;
  /** What the change of the stack does to its resources, where it changes and that is known. */
  readonly changes?: TemplateDifference & {
    /** Whether any resource's data are lost, or may be. */
    readonly dataLoss: boolean;
  };
  /** What began and has not ended, in a `plan`. */
  readonly unfinished?: Unfinished;
  /** It failed after it was written to, and could not be looked at since: versions are those from before. */
  readonly stale?: true;
  /** Output `Url` of the stack; null where it has none, or was not looked at. */
  readonly url: string | null;
  /** Where it is, if the environment is an overlay. */
  readonly overlay?: Placed;
  /** Where it was left as it is since others failed: which. */
  readonly skipped?: { readonly code: ErrorCode; readonly message: string; readonly of: readonly string[] };
}

export interface FunctionReport {
  readonly name: string;
  readonly target: string;
  /** Null for none, as of the stack. */
  readonly digest: string | null;
  /** Bytes of the build's zip; null where nothing was built. */
  readonly size: number | null;
  readonly action: FunctionOutcome["action"];
  readonly reason: Reason;
  readonly build: BuildOrigin;
  /** How it differs from what was last made live, in a `plan`. */
  readonly drift?: readonly Drift[];
  /** Version that is live when the command ends; null for none. */
  readonly version: string | null;
  readonly uploadedBytes: number;
  /** All versions, newest first, where the verb is `history` or `rollback` and the function is there. */
  readonly versions?: readonly VersionReport[];
  /** With `plan --why`: what moved the digest of the zip. */
  readonly why?: Explanation;
  /** Where the verb `rollback` took it. */
  readonly rollback?: RollbackReport;
}

export interface RollbackReport {
  readonly from: string;
  readonly to: string;
  /** Whether the two were published with different templates; null where that is not known. The stack was not touched. */
  readonly otherTemplate: boolean | null;
}

export interface VersionReport {
  readonly version: string;
  /** SHA-256 of the zip, hexadecimal. */
  readonly digest: string;
  readonly maker: VersionEntry["maker"];
  readonly live: boolean;
  readonly at: string | null;
  readonly commit: string | null;
  readonly dirty: boolean;
  readonly by: string | null;
  readonly deploy: string | null;
  readonly target: string | null;
}

export interface ErrorReport {
  readonly code: ErrorCode;
  readonly message: string;
  readonly fault: Fault;
  readonly next: string | null;
  /** Each failed service, where the command works on services. */
  readonly services?: readonly {
    readonly service: string;
    readonly code: ErrorCode;
    readonly message: string;
  }[];
}

export interface ReportInput {
  readonly command: string | null;
  readonly environment: string | undefined;
  readonly outcomes: readonly ServiceOutcome[];
  readonly downloadedBytes: number;
  readonly apiCalls: ApiCalls;
  readonly durationMs: number;
  readonly error: FerryError | undefined;
}

export function report(input: ReportInput): Report {
  const services = input.outcomes.map(serviceReport);
  return {
    version: 1,
    command: input.command,
    env: input.environment ?? null,
    services,
    uploadedBytes: services
      .flatMap(({ functions }) => functions)
      .reduce((sum, entry) => sum + entry.uploadedBytes, 0),
    downloadedBytes: input.downloadedBytes,
    apiCalls: input.apiCalls,
    durationMs: Math.round(input.durationMs),
    ...(input.error === undefined ? {} : { error: errorReport(input.error, input.outcomes) }),
  };
}

function serviceReport(outcome: ServiceOutcome): ServiceReport {
  const { desired, stack, functions, seed, changes, unfinished, url, skipped, stale, placed } = outcome;
  return {
    service: desired.service,
    stack: {
      name: desired.stack.name,
      action: stack.action,
      digest: stack.digest ?? null,
      ...(stack.why ? { why: stack.why } : {}),
      ...(stack.retained?.length ? { retained: stack.retained } : {}),
      ...(stack.deletesFirst === undefined ? {} : { deletesFirst: stack.deletesFirst }),
      ...(stack.protect ? { protect: true } : {}),
      ...(stack.status === undefined ? {} : { status: stack.status }),
    },
    functions: functions.map((entry) => ({
      name: entry.desired.name,
      target: entry.desired.artifact.target,
      digest: entry.digest ?? null,
      size: entry.size ?? null,
      action: entry.action,
      reason: entry.reason,
      build: entry.build,
      version: entry.version ?? null,
      uploadedBytes: entry.uploadedBytes,
      ...(entry.drift.length === 0 ? {} : { drift: entry.drift }),
      ...(entry.why ? { why: entry.why } : {}),
      ...(entry.rollback === undefined ? {} : { rollback: rollbackReport(entry.rollback) }),
      ...(entry.versions === undefined ? {} : { versions: entry.versions.map(versionReport) }),
    })),
    ...(seed ? { seed } : {}),
    ...(unfinished ? { unfinished } : {}),
    ...(stale ? { stale } : {}),
    ...(changes === undefined ? {} : { changes: { ...changes, dataLoss: lossesOf(changes).length > 0 } }),
    url: url ?? null,
    ...(placed ? { overlay: placed } : {}),
    ...(skipped && { skipped: { code: skipped.error.code, message: skipped.error.message, of: skipped.of } }),
  };
}

function rollbackReport({ from, to }: Move): RollbackReport {
  const known = from.template !== undefined && to.template !== undefined;
  return {
    from: from.version,
    to: to.version,
    otherTemplate: known ? from.template !== to.template : null,
  };
}

function versionReport(entry: VersionEntry): VersionReport {
  return {
    version: entry.version,
    digest: entry.digest,
    maker: entry.maker,
    live: entry.live,
    at: entry.at ?? null,
    commit: entry.commit ?? null,
    dirty: entry.dirty,
    by: entry.by ?? null,
    deploy: entry.deploy ?? null,
    target: entry.target ?? null,
  };
}

function errorReport(error: FerryError, outcomes: readonly ServiceOutcome[]): ErrorReport {
  const failed = outcomes.flatMap(({ desired, error: failure }) =>
    failure === undefined ? [] : [{ service: desired.service, code: failure.code, message: failure.message }],
  );
  return {
    code: error.code,
    message: error.message,
    fault: error.fault,
    next: error.next ?? null,
    ...(failed.length === 0 ? {} : { services: failed }),
  };
}
