import {
  type AliasConfiguration,
  DeleteFunctionCommand,
  type LambdaClient,
  paginateListAliases,
  paginateListVersionsByFunction,
} from "@aws-sdk/client-lambda";
import type { FunctionVersion } from "../../model/observed";
import { translate } from "../client/failure";
import { functionVersion } from "./configuration";

/** An alias, and all versions that it routes to. */
export interface AliasTargets {
  readonly name: string;
  readonly version: string;
  /** Other versions that get a share of the requests. */
  readonly weighted: readonly string[];
  /** Precondition for a move. */
  readonly revisionId: string;
}

/**
 * All versions of a function, including `$LATEST`, 50 per call; undefined if there is no such function.
 * https://docs.aws.amazon.com/lambda/latest/api/API_ListVersionsByFunction.html
 */
export async function listVersions(
  client: LambdaClient,
  functionName: string,
): Promise<FunctionVersion[] | undefined> {
  const pages = paginateListVersionsByFunction({ client }, { FunctionName: functionName });
  const versions: FunctionVersion[] = [];
  try {
    for await (const { Versions = [] } of pages) versions.push(...Versions.map(functionVersion));
    return versions;
  } catch (error) {
    if ((error as Error).name === "ResourceNotFoundException") return undefined;
    throw translate(error, "Lambda.ListVersionsByFunction");
  }
}

/** All aliases of a function; empty if there is no such function. */
export async function listAliases(client: LambdaClient, functionName: string): Promise<AliasTargets[]> {
  const pages = paginateListAliases({ client }, { FunctionName: functionName });
  const aliases: AliasTargets[] = [];
  try {
    for await (const { Aliases = [] } of pages) aliases.push(...Aliases.map(targets));
    return aliases;
  } catch (error) {
    if ((error as Error).name === "ResourceNotFoundException") return [];
    throw translate(error, "Lambda.ListAliases");
  }
}

function targets({
  Name = "",
  FunctionVersion = "",
  RevisionId = "",
  RoutingConfig,
}: AliasConfiguration): AliasTargets {
  const weighted = Object.keys(RoutingConfig?.AdditionalVersionWeights ?? {});
  return { name: Name, version: FunctionVersion, weighted, revisionId: RevisionId };
}

/** Deletes one version. Throws a `Conflict` if an alias uses it. */
export async function deleteVersion(
  client: LambdaClient,
  functionName: string,
  version: string,
): Promise<void> {
  // Without a qualifier the same operation deletes the whole function.
  if (!/^[1-9]\d*$/.test(version)) throw new Error(`"${version}" is not the number of a version`);
  try {
    await client.send(new DeleteFunctionCommand({ FunctionName: functionName, Qualifier: version }));
  } catch (error) {
    throw translate(error, "Lambda.DeleteFunction");
  }
}
