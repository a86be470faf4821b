import { randomUUID } from "node:crypto";
import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import { z } from "zod";
import { packageBytes, source } from "../code/source";
import type { LambdaContext } from "../context";
import { conflict, invalidParameter, preconditionFailed } from "../errors";
import { FUNCTION, name, qualified, revision } from "../members";
import type { FunctionRecord, Snapshot } from "../model";
import { operation } from "../operation";
import { deleteVersion, publish } from "../version/version-operations";
import { configuration, lastModified } from "./configuration";
import { architectures, changedConfiguration, newFunction } from "./configuration-input";
import { changedSettings, newSettings } from "./settings";
import { checkTags } from "./tag-operations";
import { beginTransition, refuseWhileChanging, revisionAt } from "./transition";

export const FUNCTION_CHANGE_OPERATIONS = {
  /** Throws `ResourceConflictException` if there is a function of that name. */
  CreateFunction: operation(
    "POST /2015-03-31/functions",
    201,
    newFunction,
    async (context: LambdaContext, request): Promise<FunctionConfiguration> => {
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
    },
  ),

  /** Throws `ResourceConflictException` while another change is under way, and `PreconditionFailedException`. */
  UpdateFunctionCode: operation(
    `PUT ${FUNCTION}/code`,
    200,
    z.strictObject({
      ...name,
      ...source,
      ...revision,
      Architectures: architectures.optional(),
      Publish: z.boolean().optional(),
      DryRun: z.boolean().optional(),
    }),
    async (context: LambdaContext, request): Promise<FunctionConfiguration> => {
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
    },
  ),

  /** Throws as `UpdateFunctionCode` does. */
  UpdateFunctionConfiguration: operation(
    `PUT ${FUNCTION}/configuration`,
    200,
    changedConfiguration,
    (context: LambdaContext, request): FunctionConfiguration => {
      const name = context.functions.changeable(request.FunctionName);
      const record = updatable(context, name, request.RevisionId);
      const changed = changedLatest(context, record, {
        settings: changedSettings(record.latest.settings, request),
      });
      context.functions.put(changed);
      context.changed(changed.latest.transition);
      return afterChange(context, changed, false);
    },
  ),

  /** Deletes a function, or one version of it. */
  DeleteFunction: operation(
    `DELETE ${FUNCTION}`,
    204,
    z.strictObject(qualified),
    (context: LambdaContext, request) => {
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
    },
  ),
};

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
