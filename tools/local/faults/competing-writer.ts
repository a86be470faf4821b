import type { LambdaApi } from "../lambda/api";
import { inlineCode } from "../lambda/code/inline-code";
import { AwsError } from "../protocol/error";
import { pick } from "./draw";
import { matchesAny } from "./operation-pattern";
import type { CompetingWrite } from "./profile";
import type { Occurrence } from "./rule";

/** Runtime of the code that it uploads. */
const RUNTIME = "nodejs24.x";

type Met = Occurrence<CompetingWrite>;

/**
 * Another client that changes the same functions through the same API. Returns what was done, for the request log; `undefined` where Lambda
 * refuses the write, as while an update is under way, or there is nothing to write to.
 */
export async function competingWrite(lambda: LambdaApi, met: Met): Promise<string | undefined> {
  const { functions, writes } = met.fault;
  const name = pick(await namesOf(lambda, functions), met.draw("function"));
  const write = pick(writes, met.draw("write"));
  if (name === undefined || write === undefined) return undefined;
  try {
    return await WRITES[write](lambda, name, met);
  } catch (error) {
    if (error instanceof AwsError) return undefined;
    throw error;
  }
}

type Write = (lambda: LambdaApi, name: string, met: Met) => Promise<string | undefined>;

const WRITES: Readonly<Record<CompetingWrite["writes"][number], Write>> = {
  UpdateFunctionCode: async (lambda, name, met) => {
    const ZipFile = await inlineCode(
      `exports.handler = async () => "another client ${met.draw("code")}";`,
      RUNTIME,
    );
    const { CodeSha256 } = await lambda.updateFunctionCode({ FunctionName: name, ZipFile });
    return `UpdateFunctionCode ${name} ${CodeSha256}`;
  },
  // Its description: the revision changes, and what runs stays as it was.
  UpdateFunctionConfiguration: async (lambda, name, met) => {
    const Description = `changed by another client ${met.draw("description")}`;
    await lambda.updateFunctionConfiguration({ FunctionName: name, Description });
    return `UpdateFunctionConfiguration ${name}`;
  },
  PublishVersion: async (lambda, name) => {
    const { Version } = await lambda.publishVersion({ FunctionName: name });
    return `PublishVersion ${name}:${Version}`;
  },
  UpdateAlias: async (lambda, name, met) => {
    const { Aliases = [] } = await lambda.listAliases({ FunctionName: name });
    const alias = pick(Aliases, met.draw("alias"));
    const { Versions = [] } = await lambda.listVersionsByFunction({ FunctionName: name });
    const others = Versions.filter(
      ({ Version }) => Version !== "$LATEST" && Version !== alias?.FunctionVersion,
    );
    const FunctionVersion = pick(others, met.draw("version"))?.Version;
    if (alias?.Name === undefined || FunctionVersion === undefined) return undefined;
    await lambda.updateAlias({ FunctionName: name, Name: alias.Name, FunctionVersion });
    return `UpdateAlias ${name}:${alias.Name} to ${FunctionVersion}`;
  },
};

async function namesOf(lambda: LambdaApi, patterns: readonly string[]): Promise<string[]> {
  const names: string[] = [];
  let marker: string | undefined;
  do {
    const page = await lambda.listFunctions(marker === undefined ? {} : { Marker: marker });
    names.push(...(page.Functions ?? []).map(({ FunctionName = "" }) => FunctionName));
    marker = page.NextMarker;
  } while (marker !== undefined);
  return names.filter((name) => matchesAny(patterns, name));
}
