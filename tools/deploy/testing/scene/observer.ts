import {
  CloudFormationClient,
  DescribeStacksCommand,
  ListChangeSetsCommand,
} from "@aws-sdk/client-cloudformation";
import { GetAliasCommand, GetFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import type { ClientSource } from "./scene";

/** What stands in an account for one service, whose stack and function have the same name. */
export interface Standing {
  readonly stack: { readonly settled: boolean; readonly template: string | undefined };
  readonly live: {
    readonly version: string | undefined;
    readonly codeSha256: string | undefined;
    readonly memory: number | undefined;
    readonly level: string | undefined;
  };
  readonly aliasRevision: string | undefined;
  /** Change sets that were not executed. */
  readonly changeSets: readonly string[];
}

/** Where the stack and the alias of a service stand, if at all. */
export interface Glance {
  /** CloudFormation's status; undefined where there is no stack. */
  readonly status: string | undefined;
  readonly protected: boolean;
  /** What `live` points at. */
  readonly live: { readonly version: string; readonly codeSha256: string } | undefined;
  readonly description: string;
}

/** Looks into an account beside the deployer. */
export class Observer {
  readonly #lambda: LambdaClient;
  readonly #cloudFormation: CloudFormationClient;
  readonly #s3: S3Client;

  constructor(source: ClientSource) {
    this.#lambda = source.client(LambdaClient);
    this.#cloudFormation = source.client(CloudFormationClient);
    this.#s3 = source.client(S3Client);
  }

  async standing(name: string): Promise<Standing> {
    const [stack, sets, live, alias] = await Promise.all([
      this.#cloudFormation.send(new DescribeStacksCommand({ StackName: name })),
      this.#cloudFormation.send(new ListChangeSetsCommand({ StackName: name })),
      this.#lambda.send(new GetFunctionCommand({ FunctionName: name, Qualifier: "live" })),
      this.#lambda.send(new GetAliasCommand({ FunctionName: name, Name: "live" })),
    ]);
    const { StackStatus = "", Tags = [] } = stack.Stacks?.[0] ?? {};
    const { Configuration } = live;
    return {
      stack: {
        // An update that was rolled back left what was there before: that may be what is wanted.
        settled: /^(CREATE|UPDATE|UPDATE_ROLLBACK)_COMPLETE$/.test(StackStatus),
        template: Tags.find(({ Key }) => Key === "ferry:template")?.Value,
      },
      live: {
        version: Configuration?.Version,
        codeSha256: Configuration?.CodeSha256,
        memory: Configuration?.MemorySize,
        level: Configuration?.Environment?.Variables?.LEVEL,
      },
      aliasRevision: alias.RevisionId,
      changeSets: (sets.Summaries ?? [])
        .filter(({ ExecutionStatus = "" }) => !ExecutionStatus.startsWith("EXECUTE_"))
        .map(({ ChangeSetName = "" }) => ChangeSetName),
    };
  }

  /** The same of a service that may be there in part or not at all, once nothing changes in it. */
  async glance(name: string): Promise<Glance> {
    const [stack, live, alias] = await Promise.all([
      unlessMissing(this.#cloudFormation.send(new DescribeStacksCommand({ StackName: name }))),
      unlessMissing(this.#lambda.send(new GetFunctionCommand({ FunctionName: name, Qualifier: "live" }))),
      unlessMissing(this.#lambda.send(new GetAliasCommand({ FunctionName: name, Name: "live" }))),
    ]);
    const { StackStatus, EnableTerminationProtection = false } = stack?.Stacks?.[0] ?? {};
    if (StackStatus?.endsWith("_IN_PROGRESS") && StackStatus !== "REVIEW_IN_PROGRESS")
      return await this.glance(name);
    const { Version = "", CodeSha256 = "" } = live?.Configuration ?? {};
    return {
      status: StackStatus,
      protected: EnableTerminationProtection,
      live: live && { version: Version, codeSha256: CodeSha256 },
      description: alias?.Description ?? "",
    };
  }

  /** Keys in Ferry's bucket. */
  async keys(prefix: string): Promise<string[]> {
    const { Contents = [] } = await this.#s3.send(
      new ListObjectsV2Command({ Bucket: BUCKET, Prefix: prefix }),
    );
    return Contents.map(({ Key = "" }) => Key);
  }

  async text(key: string): Promise<string> {
    const { Body } = await this.#s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }));
    return (await Body?.transformToString()) ?? "";
  }
}

async function unlessMissing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    const { name, message } = error as Error;
    if (name === "ResourceNotFoundException" || message.includes("does not exist")) return undefined;
    throw error;
  }
}

const BUCKET = "ferry-000000000000-us-east-1";
