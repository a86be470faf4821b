import {
  GetAliasCommand,
  GetFunctionCommand,
  LambdaClient,
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
} from "@aws-sdk/client-lambda";
import type { FerryError } from "../../error";
import { toBase64 } from "../../model/digest";
import { type FunctionVersion, LIVE, type ObservedAlias } from "../../model/observed";
import type { CallCounter } from "../client/calls";
import { type Connection, clientOptions } from "../client/connection";
import { Conflict, translate } from "../client/failure";
import { translateWrite } from "../client/lost-answer";
import { downloadCode } from "./code";
import { functionVersion } from "./configuration";
import { functionCount, functionPages, type ListedFunction } from "./function-list";
import { type Invocation, invokeLive } from "./invocation";
import { type AliasTargets, deleteVersion, listAliases, listVersions } from "./versions";
import { untilPublishedActive, untilSettled } from "./waiting";

/** A zip in S3. */
export interface CodeObject {
  readonly bucket: string;
  readonly key: string;
  readonly version: string | undefined;
}

/** A change of code, guarded: it fails with a `Conflict` where the function is no longer at `revisionId`. */
export interface CodeUpdate {
  readonly functionName: string;
  /** The zip itself, or where it is in S3. */
  readonly code: Buffer | CodeObject;
  readonly revisionId: string;
}

export interface Publication {
  readonly functionName: string;
  /** Of the zip that must be in `$LATEST`. */
  readonly sha256: string;
  readonly revisionId: string;
  readonly description: string;
}

export interface AliasUpdate {
  /** Where it is to point. */
  readonly version?: string | undefined;
  readonly description?: string | undefined;
}

async function getFunction(
  client: LambdaClient,
  functionName: string,
  qualifier: string,
): Promise<FunctionVersion> {
  const command = new GetFunctionCommand({ FunctionName: functionName, Qualifier: qualifier });
  const { Configuration } = await client.send(command);
  return functionVersion(Configuration ?? {});
}

/** A refused precondition means that the function is no longer what the write was planned on. */
function guardedFailure(thrown: unknown, operation: string, functionName: string): Conflict | FerryError {
  const failure = translateWrite(thrown, operation);
  if ((thrown as Error).name !== "PreconditionFailedException") return failure;
  return new Conflict(
    `someone else changed ${functionName} between plan and write: ${operation} was refused, since its RevisionId is another now`,
    { cause: thrown },
  );
}

/**
 * Lambda as the deployer uses it. Every method throws a `Conflict` or a `FerryError`; one that writes throws a `LostAnswer` where
 * nobody knows whether it took effect.
 */
export class Functions {
  readonly #client: LambdaClient;

  constructor(connection: Connection, calls: CallCounter) {
    this.#client = new LambdaClient(clientOptions(connection));
    calls.watch(this.#client, "Lambda");
  }

  /**
   * What stands behind an alias, a version number or `$LATEST`; undefined where there is none. By GetFunction, which may be
   * called 100 times a second, and not by GetFunctionConfiguration, which shares 15 with everything else.
   */
  async version(functionName: string, qualifier: string): Promise<FunctionVersion | undefined> {
    try {
      return await getFunction(this.#client, functionName, qualifier);
    } catch (error) {
      if ((error as Error).name === "ResourceNotFoundException") return undefined;
      throw translate(error, "Lambda.GetFunction");
    }
  }

  /** The zip of a version; undefined where there is no such version. */
  code(functionName: string, version: string): Promise<Buffer | undefined> {
    return downloadCode(this.#client, functionName, version);
  }

  /** All functions, page by page; see `functionPages`. */
  list(): AsyncGenerator<readonly ListedFunction[]> {
    return functionPages(this.#client);
  }

  /** How many functions there are; undefined where that may not be asked. */
  count(): Promise<number | undefined> {
    return functionCount(this.#client);
  }

  /** Uploads to `$LATEST`. The answer is that of a change that has only begun. */
  async updateCode(update: CodeUpdate): Promise<FunctionVersion> {
    const { code } = update;
    try {
      const command = new UpdateFunctionCodeCommand({
        FunctionName: update.functionName,
        ...(Buffer.isBuffer(code)
          ? { ZipFile: code }
          : { S3Bucket: code.bucket, S3Key: code.key, S3ObjectVersion: code.version }),
        RevisionId: update.revisionId,
      });
      return functionVersion(await this.#client.send(command));
    } catch (error) {
      throw guardedFailure(error, "Lambda.UpdateFunctionCode", update.functionName);
    }
  }

  /** Resolves when no creation or update of the function is under way, with what `$LATEST` is then. */
  settled(functionName: string, current: FunctionVersion, signal: AbortSignal): Promise<FunctionVersion> {
    return untilSettled(this.#client, functionName, current, signal);
  }

  /** Publishes `$LATEST` if it is what was uploaded. Lambda answers the newest version again where nothing has changed since. */
  async publish(publication: Publication): Promise<FunctionVersion> {
    try {
      const command = new PublishVersionCommand({
        FunctionName: publication.functionName,
        CodeSha256: toBase64(publication.sha256),
        RevisionId: publication.revisionId,
        Description: publication.description,
      });
      return functionVersion(await this.#client.send(command));
    } catch (error) {
      throw guardedFailure(error, "Lambda.PublishVersion", publication.functionName);
    }
  }

  /** Resolves when the published version can be invoked. */
  publishedActive(functionName: string, version: string, signal: AbortSignal): Promise<void> {
    return untilPublishedActive(this.#client, functionName, version, signal);
  }

  /** The alias `live`, with the revision that guards its move. */
  async live(functionName: string): Promise<ObservedAlias> {
    try {
      const answer = await this.#client.send(new GetAliasCommand({ FunctionName: functionName, Name: LIVE }));
      return {
        version: answer.FunctionVersion ?? "",
        revisionId: answer.RevisionId ?? "",
        description: answer.Description ?? "",
      };
    } catch (error) {
      throw translate(error, "Lambda.GetAlias");
    }
  }

  /**
   * Changes the alias `live`, if it is at `revisionId`. What is not given stays as it is.
   * @returns its RevisionId then
   */
  async updateLive(functionName: string, update: AliasUpdate, revisionId: string): Promise<string> {
    const { version, description } = update;
    try {
      const answer = await this.#client.send(
        new UpdateAliasCommand({
          FunctionName: functionName,
          Name: LIVE,
          ...(version === undefined
            ? {}
            : // All requests go there, whatever shares someone gave to a second version.
              { FunctionVersion: version, RoutingConfig: { AdditionalVersionWeights: {} } }),
          ...(description === undefined ? {} : { Description: description }),
          RevisionId: revisionId,
        }),
      );
      return answer.RevisionId ?? "";
    } catch (error) {
      throw guardedFailure(error, "Lambda.UpdateAlias", functionName);
    }
  }

  /** All versions of a function, `$LATEST` included; undefined where there is no such function. */
  versions(functionName: string): Promise<FunctionVersion[] | undefined> {
    return listVersions(this.#client, functionName);
  }

  aliases(functionName: string): Promise<AliasTargets[]> {
    return listAliases(this.#client, functionName);
  }

  /** Deletes one version, unless an alias uses it. */
  deleteVersion(functionName: string, version: string): Promise<void> {
    return deleteVersion(this.#client, functionName, version);
  }

  /** Calls the function through `live` and waits for its answer. */
  invoke(functionName: string, payload: string, tail: boolean): Promise<Invocation> {
    return invokeLive(this.#client, functionName, payload, tail);
  }
}
