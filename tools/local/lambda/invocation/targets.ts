import type { InvocationTarget } from "../../runtime/target";
import type { LambdaContext } from "../context";
import { conflict } from "../errors";
import { fingerprint } from "../function/fingerprint";
import type { Resolved } from "../function/functions";
import { effectiveSnapshot, underWay } from "../function/transition";
import type { LatestRecord, Snapshot, VersionRecord } from "../model";
import type { FunctionReference } from "../names";

/** What the functions of the account run. */
export class InvocationTargets {
  readonly #context: LambdaContext;

  constructor(context: LambdaContext) {
    this.#context = context;
  }

  /** @throws AwsError (ResourceConflictException while the function is being created, ResourceNotFoundException) */
  of(reference: FunctionReference): InvocationTarget {
    const { functions, now } = this.#context;
    const resolved = functions.resolve(reference);
    const record = this.#chosen(resolved);
    if (underWay(record, now())?.kind === "create") {
      throw conflict(
        "The operation cannot be performed at this time. The function is currently in the following state: Pending",
      );
    }
    const version = "version" in record ? String(record.version) : "$LATEST";
    return this.#targetOf(reference.name, version, effectiveSnapshot(record, now()));
  }

  /** What to run; an alias with weights sends the given share of its events to its second version. */
  #chosen(resolved: Resolved): LatestRecord | VersionRecord {
    if (resolved.kind === "alias") {
      const [second] = Object.entries(resolved.alias.routing ?? {});
      if (second && Math.random() < second[1])
        return this.#context.functions.snapshot(resolved.record, second[0]);
    }
    return this.#context.functions.current(resolved);
  }

  #targetOf(functionName: string, version: string, snapshot: Snapshot): InvocationTarget {
    const { settings, code } = snapshot;
    return {
      functionName,
      version,
      fingerprint: fingerprint(snapshot),
      codeFolder: this.#context.packages.folder(code.sha256),
      handler: settings.handler,
      runtime: settings.runtime,
      memorySize: settings.memorySize,
      timeout: settings.timeout,
      variables: settings.variables,
      tracing: settings.tracing,
      logging: {
        group: settings.logging.LogGroup,
        format: settings.logging.LogFormat,
        applicationLevel: settings.logging.ApplicationLogLevel,
        systemLevel: settings.logging.SystemLogLevel,
      },
    };
  }

  /** Whether a function or an alias still has the code and the configuration of a process. */
  isCurrent(target: InvocationTarget): boolean {
    const { functions, now } = this.#context;
    const record = functions.find(target.functionName);
    if (!record) return false;
    if (target.version === "$LATEST") {
      return target.fingerprint === fingerprint(effectiveSnapshot(record.latest, now()));
    }
    return Object.values(record.aliases).some(
      ({ functionVersion, routing }) =>
        functionVersion === target.version || routing?.[target.version] !== undefined,
    );
  }
}
