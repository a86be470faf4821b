import { randomUUID } from "node:crypto";
import type { AliasConfiguration, ListAliasesResponse } from "@aws-sdk/client-lambda";
import { z } from "zod";
import { property } from "../../protocol/property";
import type { LambdaContext } from "../context";
import { conflict, invalidParameter, notFound, preconditionFailed } from "../errors";
import { description, FUNCTION, functionVersion, name, page, revision } from "../members";
import type { AliasRecord, FunctionRecord } from "../model";
import { operation } from "../operation";
import { paged } from "../paging";

const alias = z
  .string()
  .min(1)
  .max(128)
  .regex(/^(?!^[0-9]+$)([a-zA-Z0-9-_]+)$/);
const routing = z.strictObject({
  AdditionalVersionWeights: z.record(z.string().regex(/^[0-9]+$/), z.number().min(0).max(1)).optional(),
});

export const ALIAS_OPERATIONS = {
  /** Throws `ResourceConflictException` if the alias exists, and `ResourceNotFoundException` if its version does not. */
  CreateAlias: operation(
    `POST ${FUNCTION}/aliases`,
    201,
    z.strictObject({
      ...name,
      Name: alias,
      FunctionVersion: functionVersion,
      Description: description.optional(),
      RoutingConfig: routing.optional(),
    }),
    (context: LambdaContext, request): AliasConfiguration => {
      const record = context.functions.get(context.functions.changeable(request.FunctionName));
      if (property(record.aliases, request.Name)) {
        throw conflict(`Alias already exists: ${context.functions.arn(record.name, request.Name)}`);
      }
      return put(context, record, {
        name: request.Name,
        functionVersion: request.FunctionVersion,
        description: request.Description ?? "",
        ...checkedRouting(context, record, request.FunctionVersion, request.RoutingConfig),
        revisionId: randomUUID(),
      });
    },
  ),

  GetAlias: operation(
    `GET ${FUNCTION}/aliases/{Name}`,
    200,
    z.strictObject({ ...name, Name: alias }),
    (context: LambdaContext, request): AliasConfiguration => {
      const record = context.functions.get(context.functions.changeable(request.FunctionName));
      return describe(context, record, find(context, record, request.Name));
    },
  ),

  /** Throws `PreconditionFailedException` for another revision; what the request does not name stays. */
  UpdateAlias: operation(
    `PUT ${FUNCTION}/aliases/{Name}`,
    200,
    z.strictObject({
      ...name,
      ...revision,
      Name: alias,
      FunctionVersion: functionVersion.optional(),
      Description: description.optional(),
      RoutingConfig: routing.optional(),
    }),
    (context: LambdaContext, request): AliasConfiguration => {
      const record = context.functions.get(context.functions.changeable(request.FunctionName));
      const { routing, ...alias } = find(context, record, request.Name);
      if (request.RevisionId !== undefined && request.RevisionId !== alias.revisionId)
        throw preconditionFailed();
      const functionVersion = request.FunctionVersion ?? alias.functionVersion;
      const wanted = request.RoutingConfig ?? { AdditionalVersionWeights: routing };
      const answer = put(context, record, {
        ...alias,
        functionVersion,
        description: request.Description ?? alias.description,
        ...checkedRouting(context, record, functionVersion, wanted),
        revisionId: randomUUID(),
      });
      context.changed();
      return answer;
    },
  ),

  /** Deleting an alias that is not there succeeds, as it does at AWS. */
  DeleteAlias: operation(
    `DELETE ${FUNCTION}/aliases/{Name}`,
    204,
    z.strictObject({ ...name, Name: alias }),
    (context: LambdaContext, request) => {
      const record = context.functions.get(context.functions.changeable(request.FunctionName));
      const { [request.Name]: _alias, ...aliases } = record.aliases;
      const { [request.Name]: _policy, ...policies } = record.policies;
      const { [request.Name]: _config, ...eventInvokeConfigs } = record.eventInvokeConfigs ?? {};
      context.functions.put({ ...record, aliases, policies, eventInvokeConfigs });
      context.changed();
    },
  ),

  ListAliases: operation(
    `GET ${FUNCTION}/aliases`,
    200,
    z.strictObject({ ...name, ...page, FunctionVersion: functionVersion.optional() }),
    (context: LambdaContext, request): ListAliasesResponse => {
      const record = context.functions.get(context.functions.changeable(request.FunctionName));
      const { FunctionVersion: version } = request;
      const matching = Object.values(record.aliases)
        .filter(
          ({ functionVersion, routing }) =>
            version === undefined ||
            functionVersion === version ||
            property(routing ?? {}, version) !== undefined,
        )
        .sort((a, b) => (a.name < b.name ? -1 : 1));
      const { items, next } = paged(matching, ({ name }) => name, request);
      return { Aliases: items.map((alias) => describe(context, record, alias)), ...next };
    },
  ),
};

function find(context: LambdaContext, record: FunctionRecord, name: string): AliasRecord {
  const alias = property(record.aliases, name);
  if (!alias) throw notFound(`Cannot find alias arn: ${context.functions.arn(record.name, name)}`);
  return alias;
}

function put(context: LambdaContext, record: FunctionRecord, alias: AliasRecord): AliasConfiguration {
  context.functions.put({ ...record, aliases: { ...record.aliases, [alias.name]: alias } });
  return describe(context, record, alias);
}

/** The weights of a second version, if any; checks that all versions exist. */
function checkedRouting(
  context: LambdaContext,
  record: FunctionRecord,
  functionVersion: string,
  wanted: { AdditionalVersionWeights?: Readonly<Record<string, number>> | undefined } | undefined,
): Pick<AliasRecord, "routing"> {
  context.functions.snapshot(record, functionVersion);
  const routing = wanted?.AdditionalVersionWeights ?? {};
  const versions = Object.keys(routing);
  if (versions.length === 0) return {};
  if (versions.length > 1) {
    throw invalidParameter("Number of items in AdditionalVersionWeights cannot be greater than 1");
  }
  if (functionVersion === "$LATEST") {
    throw invalidParameter("$LATEST is not supported for an alias pointing to more than 1 version");
  }
  for (const version of versions) {
    if (version === functionVersion) {
      throw invalidParameter(
        `Invalid function version ${version}. Function version ${version} is already included in routing configuration.`,
      );
    }
    context.functions.snapshot(record, version);
  }
  return { routing };
}

function describe(context: LambdaContext, record: FunctionRecord, alias: AliasRecord): AliasConfiguration {
  return {
    AliasArn: context.functions.arn(record.name, alias.name),
    Name: alias.name,
    FunctionVersion: alias.functionVersion,
    Description: alias.description,
    ...(alias.routing ? { RoutingConfig: { AdditionalVersionWeights: { ...alias.routing } } } : {}),
    RevisionId: alias.revisionId,
  };
}
