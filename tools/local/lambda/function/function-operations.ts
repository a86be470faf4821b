import { randomUUID } from "node:crypto";
import type {
  FunctionConfiguration,
  GetFunctionResponse,
  ListFunctionsResponse,
} from "@aws-sdk/client-lambda";
import { packageBytes } from "../code/source";
import type { LambdaContext } from "../context";
import { conflict, invalidParameter, preconditionFailed } from "../errors";
import type { FunctionRecord, LatestRecord, Snapshot, VersionRecord } from "../model";
import { paged } from "../paging";
import type { LambdaRequest } from "../requests";
import { deleteVersion, publish } from "../version/version-operations";
import { configuration, lastModified, listed } from "./configuration";
import { changedSettings, newSettings } from "./settings";
import { checkTags } from "./tag-operations";
import { beginTransition, refuseWhileChanging, revisionAt } from "./transition";

/** Throws `ResourceConflictException` if there is a function of that name. */
export async function createFunction(
  context: LambdaContext,
  request: LambdaRequest<"CreateFunction">,
): Promise<FunctionConfiguration> {
  const { functions, now, updateDelay } = context;
  const { name, qualifier } = functions.reference(request.FunctionName);
  if (qualifier !== undefined)
    throw invalidParameter(`a new function's name has no qualifier: ${request.FunctionName}`);
  const settings = newSettings(name, request);
  const tags = checkTags(request.Tags ?? {});
  const refuseExisting = () => {
    if (functions.find(name)) throw conflict(`Function already exist: ${name}`);
  };
  refuseExisting();
  const zip = await packageBytes(context, request.Code, "CreateFunction");
  return context.packages.add(zip, (sha256) => {
    refuseExisting();
    const record: FunctionRecord = {
      name,
      latest: {
        settings,
        code: { sha256, size: zip.length, architecture: request.Architectures?.[0] ?? "x86_64" },
        lastModified: lastModified(now()),
        revisionId: randomUUID(),
        ...beginTransition("create", now(), updateDelay("create")),
      },
      lastVersion: 0,
      aliases: {},
      policies: {},
      tags,
    };
    functions.put(record);
    return afterChange(context, record, request.Publish ?? false);
  });
}

/** Throws `ResourceConflictException` while another change is under way, and `PreconditionFailedException`. */
export async function updateFunctionCode(
  context: LambdaContext,
  request: LambdaRequest<"UpdateFunctionCode">,
): Promise<FunctionConfiguration> {
  const { functions, now } = context;
  const name = functions.changeable(request.FunctionName);
  const current = () => updatable(context, name, request.RevisionId);
  current();
  const zip = await packageBytes(context, request, "UpdateFunctionCode");
  const answer = await context.packages.add(zip, (sha256) => {
    // Someone else may have changed the function while the package was unzipped.
    const record = current();
    const architecture = request.Architectures?.[0] ?? record.latest.code.architecture;
    const changed = changedLatest(context, record, { code: { sha256, size: zip.length, architecture } });
    if (request.DryRun) return configuration(name, changed.latest, functions.place, now());
    functions.put(changed);
    return afterChange(context, changed, request.Publish ?? false);
  });
  context.changed(functions.find(name)?.latest.transition);
  return answer;
}

/** Throws as `updateFunctionCode` does. */
export function updateFunctionConfiguration(
  context: LambdaContext,
  request: LambdaRequest<"UpdateFunctionConfiguration">,
): FunctionConfiguration {
  const name = context.functions.changeable(request.FunctionName);
  const record = updatable(context, name, request.RevisionId);
  const changed = changedLatest(context, record, {
    settings: changedSettings(record.latest.settings, request),
  });
  context.functions.put(changed);
  context.changed(changed.latest.transition);
  return afterChange(context, changed, false);
}

/** Deletes a function, or one version of it. */
export function deleteFunction(context: LambdaContext, request: LambdaRequest<"DeleteFunction">): void {
  const reference = context.functions.reference(request.FunctionName, request.Qualifier);
  const resolved = context.functions.resolve(reference);
  switch (resolved.kind) {
    case "alias":
      throw invalidParameter("Deletion of functions using an alias qualifier is not supported.");
    case "version":
      deleteVersion(context, resolved.record, resolved.version);
      break;
    case "latest":
      if (resolved.qualifier) {
        throw invalidParameter("$LATEST version cannot be deleted without deleting the function.");
      }
      context.functions.delete(reference.name);
  }
  context.changed();
}

/** With a location from which the code can be fetched. @param presign the URL of a path of Lambda's, which needs no signature */
export async function getFunction(
  context: LambdaContext,
  request: LambdaRequest<"GetFunction">,
  presign: (path: string) => Promise<string>,
): Promise<GetFunctionResponse> {
  const reference = context.functions.reference(request.FunctionName, request.Qualifier);
  const resolved = context.functions.resolve(reference);
  const snapshot = context.functions.current(resolved);
  const { name, tags, reservedConcurrency } = resolved.record;
  const digest = encodeURIComponent(snapshot.code.sha256);
  return {
    Configuration: configuration(name, snapshot, context.functions.place, context.now(), reference.qualifier),
    Code: {
      RepositoryType: "S3",
      Location: await presign(`/2015-03-31/functions/${name}/code?CodeSha256=${digest}`),
    },
    ...(Object.keys(tags).length > 0 ? { Tags: { ...tags } } : {}),
    ...(reservedConcurrency === undefined
      ? {}
      : { Concurrency: { ReservedConcurrentExecutions: reservedConcurrency } }),
  };
}

export function getFunctionConfiguration(
  context: LambdaContext,
  request: LambdaRequest<"GetFunctionConfiguration">,
): FunctionConfiguration {
  const reference = context.functions.reference(request.FunctionName, request.Qualifier);
  const resolved = context.functions.resolve(reference);
  const snapshot = context.functions.current(resolved);
  return configuration(
    resolved.record.name,
    snapshot,
    context.functions.place,
    context.now(),
    reference.qualifier,
  );
}

interface Item {
  readonly key: string;
  readonly name: string;
  readonly record: LatestRecord | VersionRecord;
  readonly qualifier?: string;
}

export function listFunctions(
  context: LambdaContext,
  request: LambdaRequest<"ListFunctions">,
): ListFunctionsResponse {
  const { functions, now } = context;
  const all = functions.all().flatMap(({ name, latest }): Item[] => {
    if (request.FunctionVersion !== "ALL") return [{ key: name, name, record: latest }];
    const versions = functions.versions(name).map((record) => ({
      key: `${name}:${String(record.version).padStart(12, "0")}`,
      name,
      record,
      qualifier: String(record.version),
    }));
    return [{ key: `${name}:`, name, record: latest, qualifier: "$LATEST" }, ...versions];
  });
  all.sort((a, b) => (a.key < b.key ? -1 : 1));
  const { items, next } = paged(all, ({ key }) => key, request);
  return {
    Functions: items.map(({ name, record, qualifier }) =>
      listed(configuration(name, record, functions.place, now(), qualifier)),
    ),
    ...next,
  };
}

function updatable(context: LambdaContext, name: string, revisionId: string | undefined): FunctionRecord {
  const record = context.functions.get(name);
  if (revisionId !== undefined && revisionId !== revisionAt(record.latest, context.now()))
    throw preconditionFailed();
  refuseWhileChanging(record.latest, context.functions.arn(name), context.now());
  return record;
}

function changedLatest(
  context: LambdaContext,
  record: FunctionRecord,
  change: Partial<Snapshot>,
): FunctionRecord {
  const { settings, code } = record.latest;
  return {
    ...record,
    latest: {
      settings,
      code,
      ...change,
      lastModified: lastModified(context.now()),
      revisionId: randomUUID(),
      ...beginTransition("update", context.now(), context.updateDelay("update"), { settings, code }),
    },
  };
}

/** What a change answers: `$LATEST`, or the version that was published with it. */
function afterChange(
  context: LambdaContext,
  record: FunctionRecord,
  publishToo: boolean,
): FunctionConfiguration {
  const { place } = context.functions;
  if (!publishToo) return configuration(record.name, record.latest, place, context.now());
  const version = publish(context, record);
  return configuration(record.name, version, place, context.now(), String(version.version));
}
