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
import { functionCount, functionPages, type ListedFunction, reservations } from "./function-list";
import { type Invocation, invokeLive } from "./invocation";
import { type AliasTargets, deleteVersion, listAliases, listVersions } from "./versions";
import { untilPublishedActive, untilSettled } from "./waiting";

/** A zip in S3. */
export interface CodeObject {
  readonly bucket: string;
  readonly key: string;
  readonly version: string | undefined;
}

/** A conditional change of code: it fails with a `Conflict` if the function is no longer at `revisionId`. */
export interface CodeUpdate {
  readonly functionName: string;
  /** The zip itself, or its location in S3. */
  readonly code: Buffer | CodeObject;
  readonly revisionId: string;
}

export interface Publication {
  readonly functionName: string;
  /** SHA-256 of the zip that `$LATEST` must have. */
  readonly sha256: string;
  readonly revisionId: string;
  readonly description: string;
}

export interface AliasUpdate {
  /** The version to point at. */
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

/** A failed precondition means that the function has changed since it was observed. */
function guardedFailure(thrown: unknown, operation: string, functionName: string): Conflict | FerryError {
  const failure = translateWrite(thrown, operation);
  if ((thrown as Error).name !== "PreconditionFailedException") return failure;
  return new Conflict(
    `someone else changed ${functionName} between plan and write: ${operation} was rejected, since its RevisionId has changed`,
    { cause: thrown },
  );
}

/**
 * The parts of Lambda that the deployer uses. Every method throws a `Conflict` or a `FerryError`; a write throws a `LostAnswer`
 * if it is unknown whether it took effect.
 */
export class Functions {
  readonly #client: LambdaClient;
  readonly #calls: CallCounter;

  constructor(connection: Connection, calls: CallCounter) {
    this.#calls = calls;
    this.#client = new LambdaClient(clientOptions(connection));
    calls.watch(this.#client, "Lambda");
  }

  /**
   * The version behind an alias, a version number or `$LATEST`; undefined if there is none. Uses GetFunction, which may be called
   * 100 times a second, rather than GetFunctionConfiguration, which shares 15 with everything else.
   */
  async version(functionName: string, qualifier: string): Promise<FunctionVersion | undefined> {
    try {
      return await getFunction(this.#client, functionName, qualifier);
    } catch (error) {
      if ((error as Error).name === "ResourceNotFoundException") return undefined;
      throw translate(error, "Lambda.GetFunction");
    }
  }

  /** The zip of a version; undefined if there is no such version. */
  code(functionName: string, version: string): Promise<Buffer | undefined> {
    return downloadCode(this.#client, this.#calls, functionName, version);
  }

  /** All functions, page by page; see `functionPages`. */
  list(): AsyncGenerator<readonly ListedFunction[]> {
    return functionPages(this.#client);
  }

  /** The number of functions; undefined without the permission to read it. */
  count(): Promise<number | undefined> {
    return functionCount(this.#client);
  }

  /** Concurrent executions that functions have reserved, and how many they may. */
  reservations(): ReturnType<typeof reservations> {
    return reservations(this.#client);
  }

  /** Uploads to `$LATEST`. Returns while the update may still be in progress. */
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

  /** Resolves to `$LATEST` once no creation or update of the function is in progress. */
  settled(functionName: string, current: FunctionVersion, signal: AbortSignal): Promise<FunctionVersion> {
    return untilSettled(this.#client, functionName, current, signal);
  }

  /** Publishes `$LATEST` if it has the given code. Lambda returns the newest version again if nothing has changed since. */
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

  /** The alias `live`, with the revision that is the precondition of its move. */
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
   * Changes the given members of the alias `live`, if it is at `revisionId`.
   * @returns its new RevisionId
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
            : // Removes weights that were added outside Ferry, so that all requests go to this version.
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

  /** All versions of a function, including `$LATEST`; undefined if there is no such function. */
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

  /** Invokes the function through `live` and waits for the result. */
  invoke(functionName: string, payload: string, tail: boolean): Promise<Invocation> {
    return invokeLive(this.#client, functionName, payload, tail);
  }
}
