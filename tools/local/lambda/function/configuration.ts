import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import { runtimeVersionArn } from "../../runtime/platform-log";
import type { LatestRecord, VersionRecord } from "../model";
import { functionArn, type Place } from "../names";
import { revisionAt, stateMembers } from "./transition";

/**
 * A function's configuration as Lambda answers it. `qualifier` is the one of the ARN: the one that was asked for, which may
 * be an alias.
 */
export function configuration(
  name: string,
  record: LatestRecord | VersionRecord,
  place: Place,
  now: number,
  qualifier?: string,
): FunctionConfiguration {
  const { settings, code } = record;
  const version = "version" in record ? String(record.version) : "$LATEST";
  return {
    FunctionName: name,
    FunctionArn: functionArn(place, name, qualifier),
    Runtime: settings.runtime as NonNullable<FunctionConfiguration["Runtime"]>,
    Role: settings.role,
    Handler: settings.handler,
    CodeSize: code.size,
    Description: settings.description,
    Timeout: settings.timeout,
    MemorySize: settings.memorySize,
    LastModified: record.lastModified,
    CodeSha256: code.sha256,
    Version: version,
    ...(Object.keys(settings.variables).length > 0
      ? { Environment: { Variables: { ...settings.variables } } }
      : {}),
    ...(settings.deadLetterQueue === undefined
      ? {}
      : { DeadLetterConfig: { TargetArn: settings.deadLetterQueue } }),
    TracingConfig: { Mode: settings.tracing },
    RevisionId: revisionAt(record, now),
    ...stateMembers(record, now),
    PackageType: "Zip",
    Architectures: [code.architecture],
    EphemeralStorage: { Size: settings.ephemeralStorage },
    SnapStart: { ApplyOn: "None", OptimizationStatus: "Off" },
    RuntimeVersionConfig: { RuntimeVersionArn: runtimeVersionArn(settings.runtime, place.region) },
    LoggingConfig: { ...settings.logging },
  };
}

const STATE_MEMBERS = [
  "State",
  "StateReason",
  "StateReasonCode",
  "LastUpdateStatus",
  "LastUpdateStatusReason",
  "LastUpdateStatusReasonCode",
] as const;

/** Lists leave out how far a function's last change is. */
export function listed(full: FunctionConfiguration): FunctionConfiguration {
  const shown = { ...full };
  for (const member of STATE_MEMBERS) delete shown[member];
  return shown;
}

/** Lambda writes a UTC offset where ISO 8601 allows a Z: `2026-11-03T12:00:00.000+0000`. */
export function lastModified(now: number): string {
  return new Date(now).toISOString().replace("Z", "+0000");
}
