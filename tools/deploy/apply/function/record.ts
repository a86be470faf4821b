import type { FunctionRecord } from "../../bucket/record/record";
import type { Context } from "../../context/context";
import { own } from "../../json/own";
import { configurationDigest } from "../../model/configuration-digest";
import type { FunctionVersion } from "../../model/observed";
import type { DesiredFunction } from "../../plan/desired";

/** The record of the version that the alias points at. */
export function functionRecord(version: FunctionVersion, aliasRevision: string | undefined): FunctionRecord {
  return {
    version: version.version,
    sha256: version.sha256,
    configuration: configurationDigest(version),
    ...(aliasRevision === undefined ? {} : { aliasRevision }),
  };
}

/** The recorded RevisionId of the alias, if it was recorded pointing at `version`. */
export function recordedRevision(
  context: Context,
  service: string,
  { artifact }: DesiredFunction,
  version: string,
): string | undefined {
  const recorded = own(own(context.records.known?.services, service)?.functions, artifact.name);
  return recorded?.version === version ? recorded.aliasRevision : undefined;
}
