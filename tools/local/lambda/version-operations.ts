import { randomUUID } from "node:crypto";
import type { FunctionConfiguration, ListVersionsByFunctionResponse } from "@aws-sdk/client-lambda";
import { configuration, lastModified, listed } from "./configuration";
import type { LambdaContext } from "./context";
import { conflict, invalidParameter, preconditionFailed } from "./errors";
import { fingerprint } from "./fingerprint";
import type { FunctionRecord, VersionRecord } from "./model";
import { paged } from "./paging";
import type { LambdaRequest } from "./requests";
import { refuseWhileChanging, revisionAt, underWay } from "./transition";

/**
 * Throws `PreconditionFailedException` for another revision, `InvalidParameterValueException` for other code, and
 * `ResourceConflictException` while a change is under way.
 */
export function publishVersion(
  context: LambdaContext,
  request: LambdaRequest<"PublishVersion">,
): FunctionConfiguration {
  const { functions, now } = context;
  const record = functions.get(context.functions.changeable(request.FunctionName));
  const { latest, name } = record;
  if (request.RevisionId !== undefined && request.RevisionId !== revisionAt(latest, now()))
    throw preconditionFailed();
  refuseWhileChanging(latest, functions.arn(name), now());
  if (request.CodeSha256 !== undefined && request.CodeSha256 !== latest.code.sha256) {
    throw invalidParameter(
      `CodeSHA256 (${request.CodeSha256}) is different from current CodeSHA256 in $LATEST (${latest.code.sha256}). Please try again with the CodeSHA256 in $LATEST.`,
    );
  }
  const version = publish(context, record, request.Description);
  return configuration(name, version, functions.place, now(), String(version.version));
}

/**
 * Makes a version of `$LATEST`, or gives the last one if nothing has changed since: Lambda publishes nothing new then, and
 * ignores another description.
 */
export function publish(context: LambdaContext, record: FunctionRecord, description?: string): VersionRecord {
  const { functions, now } = context;
  const { name, latest } = record;
  const source = fingerprint(latest);
  const last = functions.version(name, record.lastVersion);
  if (last?.source === source) return last;
  const change = underWay(latest, now());
  const revisionId = randomUUID();
  const version: VersionRecord = {
    functionName: name,
    version: record.lastVersion + 1,
    settings: description === undefined ? latest.settings : { ...latest.settings, description },
    code: latest.code,
    lastModified: lastModified(now()),
    revisionId,
    source,
    ...becomesActive(change?.until ?? now() + context.updateDelay("publish"), now(), revisionId),
  };
  functions.putVersion(version);
  // Publishing is a revision of $LATEST as well, as it is at AWS.
  const { transition: _settled, ...settled } = latest;
  const next = { ...(change ? latest : settled), revisionId: randomUUID() };
  functions.put({ ...record, latest: next, lastVersion: version.version });
  return version;
}

/** A version that is published with a change is ready when the change is, which does not make a new revision. */
function becomesActive(until: number, now: number, revisionId: string): Pick<VersionRecord, "transition"> {
  return until > now ? { transition: { kind: "create", until, settledRevisionId: revisionId } } : {};
}

export function listVersionsByFunction(
  context: LambdaContext,
  request: LambdaRequest<"ListVersionsByFunction">,
): ListVersionsByFunctionResponse {
  const { functions, now } = context;
  const { name, latest } = functions.get(functions.reference(request.FunctionName).name);
  const all = [
    { number: 0, record: latest, qualifier: "$LATEST" },
    ...functions.versions(name).map((record) => ({
      number: record.version,
      record,
      qualifier: String(record.version),
    })),
  ];
  const { items, next } = paged(all, ({ number }) => number, request);
  return {
    Versions: items.map(({ record, qualifier }) =>
      listed(configuration(name, record, functions.place, now(), qualifier)),
    ),
    ...next,
  };
}

/** Throws `ResourceConflictException` while an alias points at the version. */
export function deleteVersion(
  context: LambdaContext,
  record: FunctionRecord,
  { version }: VersionRecord,
): void {
  const number = String(version);
  const users = Object.values(record.aliases).filter(
    ({ functionVersion, routing }) => functionVersion === number || routing?.[number] !== undefined,
  );
  if (users.length > 0) {
    const names = users.map(({ name }) => name).join(", ");
    throw conflict(
      `Lambda was unable to delete ${context.functions.arn(record.name, number)} because it is used by the following aliases: [${names}]`,
    );
  }
  const { [number]: _dropped, ...policies } = record.policies;
  context.functions.put({ ...record, policies });
  context.functions.deleteVersion(record.name, version);
}
