import {
  GetAliasCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
  waitUntilPublishedVersionActive,
} from "@aws-sdk/client-lambda";
import { FerryError } from "../error";
import { type FunctionVersion, LIVE } from "../observe/state";
import type { CallCounter } from "./calls";
import { functionVersion } from "./configuration";
import { type Connection, clientOptions } from "./connection";
import { translate } from "./failure";

/** Pace of Lambda's waiters in seconds. An update of code takes a second or less as a rule; GetFunction may be called 100 times a second. */
const PACE = { minDelay: 0.2, maxDelay: 0.5, maxWaitTime: 300 };

/** A change of code, guarded: it fails with a `Conflict` where the function is no longer at `revisionId`. */
export interface CodeUpdate {
  readonly functionName: string;
  readonly zip: Buffer;
  readonly revisionId: string;
}

export interface Publication {
  readonly functionName: string;
  readonly codeSha256: string;
  readonly revisionId: string;
  readonly description: string;
}

export interface Alias {
  readonly version: string;
  readonly revisionId: string;
}

export interface Invocation {
  readonly statusCode: number;
  readonly executedVersion: string | undefined;
  /** `Handled` or `Unhandled` where the function failed. */
  readonly functionError: string | undefined;
  readonly payload: string;
  /** The last 4 kB of the log, where asked for. */
  readonly logTail: string | undefined;
}

/** Lambda as the deployer uses it. Every method throws a `Conflict` or a `FerryError`. */
export class Functions {
  readonly #client: LambdaClient;

  constructor(connection: Connection, calls: CallCounter) {
    this.#client = new LambdaClient(clientOptions(connection));
    calls.watch(this.#client, "Lambda");
  }

  /** What stands behind an alias, a version number or `$LATEST`; undefined where there is none. */
  async version(functionName: string, qualifier: string): Promise<FunctionVersion | undefined> {
    try {
      const command = new GetFunctionConfigurationCommand({
        FunctionName: functionName,
        Qualifier: qualifier,
      });
      return functionVersion(await this.#client.send(command));
    } catch (error) {
      if ((error as Error).name === "ResourceNotFoundException") return undefined;
      throw translate(error, "Lambda.GetFunctionConfiguration");
    }
  }

  /** Uploads to `$LATEST`. The answer is that of a change that has only begun. */
  async updateCode(update: CodeUpdate): Promise<FunctionVersion> {
    try {
      const command = new UpdateFunctionCodeCommand({
        FunctionName: update.functionName,
        ZipFile: update.zip,
        RevisionId: update.revisionId,
      });
      return functionVersion(await this.#client.send(command));
    } catch (error) {
      throw translate(error, "Lambda.UpdateFunctionCode");
    }
  }

  /** Resolves when no creation or update of the function is under way, with what `$LATEST` is then. */
  async settled(
    functionName: string,
    current: FunctionVersion,
    signal: AbortSignal,
  ): Promise<FunctionVersion> {
    let version = current;
    const pace = { client: this.#client, ...PACE, abortSignal: signal };
    try {
      if (version.state === "Pending") {
        const { reason } = await waitUntilFunctionActiveV2(pace, { FunctionName: functionName });
        version = functionVersion(reason?.Configuration ?? {});
      }
      if (version.lastUpdateStatus === "InProgress") {
        const { reason } = await waitUntilFunctionUpdatedV2(pace, { FunctionName: functionName });
        version = functionVersion(reason?.Configuration ?? {});
      }
      return version;
    } catch (error) {
      throw await this.#waitFailure(error, functionName, "$LATEST");
    }
  }

  /** Publishes `$LATEST` if it is what was uploaded. Lambda answers the newest version again where nothing has changed since. */
  async publish(publication: Publication): Promise<FunctionVersion> {
    try {
      const command = new PublishVersionCommand({
        FunctionName: publication.functionName,
        CodeSha256: publication.codeSha256,
        RevisionId: publication.revisionId,
        Description: publication.description,
      });
      return functionVersion(await this.#client.send(command));
    } catch (error) {
      throw translate(error, "Lambda.PublishVersion");
    }
  }

  /** Resolves when the published version can be invoked. */
  async publishedActive(functionName: string, version: string, signal: AbortSignal): Promise<void> {
    const pace = { client: this.#client, ...PACE, abortSignal: signal };
    try {
      await waitUntilPublishedVersionActive(pace, { FunctionName: functionName, Qualifier: version });
    } catch (error) {
      throw await this.#waitFailure(error, functionName, version);
    }
  }

  /** The alias `live`, with the revision that guards its move. */
  async live(functionName: string): Promise<Alias> {
    try {
      const answer = await this.#client.send(new GetAliasCommand({ FunctionName: functionName, Name: LIVE }));
      return { version: answer.FunctionVersion ?? "", revisionId: answer.RevisionId ?? "" };
    } catch (error) {
      throw translate(error, "Lambda.GetAlias");
    }
  }

  async moveLive(functionName: string, version: string, revisionId: string): Promise<void> {
    try {
      await this.#client.send(
        new UpdateAliasCommand({
          FunctionName: functionName,
          Name: LIVE,
          FunctionVersion: version,
          RevisionId: revisionId,
        }),
      );
    } catch (error) {
      throw translate(error, "Lambda.UpdateAlias");
    }
  }

  /** Calls the function through `live` and waits for its answer. */
  async invoke(functionName: string, payload: string, tail: boolean): Promise<Invocation> {
    try {
      const answer = await this.#client.send(
        new InvokeCommand({
          FunctionName: functionName,
          Qualifier: LIVE,
          Payload: Buffer.from(payload),
          LogType: tail ? "Tail" : "None",
        }),
      );
      return {
        statusCode: answer.StatusCode ?? 0,
        executedVersion: answer.ExecutedVersion,
        functionError: answer.FunctionError,
        payload: Buffer.from(answer.Payload ?? []).toString("utf8"),
        logTail:
          answer.LogResult === undefined
            ? undefined
            : Buffer.from(answer.LogResult, "base64").toString("utf8"),
      };
    } catch (error) {
      if ((error as Error).name === "ResourceNotFoundException") {
        throw new FerryError(
          "FunctionMissing",
          `there is no function ${functionName} with an alias ${LIVE}`,
          {
            cause: error,
            next: "deploy the service to this environment first",
          },
        );
      }
      throw translate(error, "Lambda.Invoke");
    }
  }

  /**
   * A waiter throws when the state it waits for cannot come any more, when its time is up, or when the run was interrupted.
   * Its own message holds the whole answer, environment variables included, and must not be shown: Lambda's reason is.
   */
  async #waitFailure(error: unknown, functionName: string, qualifier: string): Promise<Error> {
    if ((error as Error).name === "AbortError") return error as Error;
    const found = await this.version(functionName, qualifier);
    const state = found ? `it is ${found.state}, its last update ${found.lastUpdateStatus}` : "it is gone";
    return new FerryError(
      "FunctionFailed",
      `${functionName}:${qualifier} did not become ready: ${found?.reason ?? state}`,
      {
        next: "mend what it names, then run the same command again",
      },
    );
  }
}
