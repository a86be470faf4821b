import { join, resolve } from "node:path";
import type * as Sdk from "@aws-sdk/client-lambda";
import type { LogsApi } from "../logs/api";
import type { QueueMessage, SendToQueue } from "../protocol/queue-message";
import { FunctionRuntime } from "../runtime/function-runtime";
import type { AccountKeys } from "../signature/account-keys";
import { bestEffort } from "../state/best-effort";
import * as aliases from "./alias/alias-operations";
import { CodeStore } from "./code/code-store";
import * as concurrency from "./concurrency/concurrency-operations";
import type { LambdaContext, ObjectLocation } from "./context";
import * as eventInvokeConfigs from "./event-invoke-config/event-invoke-config-operations";
import * as functions from "./function/function-operations";
import { Functions } from "./function/functions";
import * as policies from "./function/policy-operations";
import * as tags from "./function/tag-operations";
import type { InvocationRecord } from "./invocation/invocation-record";
import type { EventTrace } from "./invocation/invocation-trace";
import { Invoker } from "./invocation/invoker";
import type { Transition } from "./model";
import { readRequest } from "./requests";
import * as versions from "./version/version-operations";

export interface LambdaApiOptions {
  /** The account's state folder; Lambda keeps its own in `lambda` and `runtime` in it. */
  readonly stateFolder: string;
  /** URL where the account answers the AWS APIs. */
  readonly endpoint: () => string;
  /** What functions sign by, and URLs of their code. */
  readonly keys: AccountKeys;
  /** Where functions log. */
  readonly logs: LogsApi;
  /** Path of the bundled bootstrap (`bootstrap.js`), which function processes start with. */
  readonly bootstrap: string;
  /** Reads deployment packages that requests name by `S3Bucket` and `S3Key`; throws an `AwsError` of S3. */
  readonly fetchObject?: (location: ObjectLocation) => Promise<Buffer>;
  /** Default `us-east-1`. */
  readonly region?: string;
  /** Default `000000000000`. */
  readonly accountId?: string;
  /** Milliseconds that a new function is Pending, and an update InProgress: a number, 50 by default, or for each change anew. */
  readonly updateDelay?: number | LambdaContext["updateDelay"];
  /** Milliseconds since the epoch. Default: the system's clock. */
  readonly now?: () => number;
  /** Most function processes at once; default 8 per core, at least 16. */
  readonly maxProcesses?: number;
  /** Milliseconds after which an idle function process is stopped. Default: 5 minutes. */
  readonly idleTime?: number;
  /** Milliseconds before the retry of that number, from 1, of a failed asynchronous event. Default 1 s and 2 s; AWS waits minutes. */
  readonly asyncRetryDelay?: (retry: number) => number;
  /** Tells queues what became of asynchronous events. Default: there are no queues. */
  readonly sendToQueue?: SendToQueue;
  /** Told of each attempt at an event, when it has ended: metrics and traces are made of it. */
  readonly observe?: (record: InvocationRecord) => void;
}

/** Milliseconds by which a timer may run ahead of the clock. */
const SETTLING_MARGIN = 10;

/** Milliseconds that a package may outlive its last use. */
const SWEEP_DELAY = 1000;

/**
 * Lambda's control plane and its invocations. Inputs and outputs are those of the AWS SDK, `ZipFile` and `Payload` being
 * bytes; errors are `AwsError`s. What the local account does not support it refuses by name.
 */
export class LambdaApi {
  readonly #context: LambdaContext;
  readonly #runtime: FunctionRuntime;
  readonly #invoker: Invoker;
  readonly #endpoint: () => string;
  readonly #keys: AccountKeys;
  readonly #timers = new Set<NodeJS.Timeout>();
  #sweepTimer: NodeJS.Timeout | undefined;

  constructor(options: LambdaApiOptions) {
    const { logs, region = "us-east-1", accountId = "000000000000", updateDelay = 50 } = options;
    // Function processes have another working directory.
    const stateFolder = resolve(options.stateFolder);
    const folder = join(stateFolder, "lambda");
    this.#endpoint = options.endpoint;
    this.#keys = options.keys;
    this.#context = {
      functions: new Functions(folder, { region, accountId }),
      packages: new CodeStore(join(folder, "code")),
      now: options.now ?? Date.now,
      updateDelay: typeof updateDelay === "number" ? constantDelay(updateDelay) : updateDelay,
      fetchObject: options.fetchObject,
      changed: (transition) => this.#changed(transition),
    };
    this.#runtime = new FunctionRuntime({
      ...options,
      stateFolder,
      region,
      credentials: options.keys.functions,
      log: (group, stream) => (events) => logs.write(group, stream, events),
    });
    this.#invoker = new Invoker({
      context: this.#context,
      runtime: this.#runtime,
      folder,
      asyncRetryDelay: options.asyncRetryDelay ?? ((retry) => 1000 * retry),
      sendToQueue: options.sendToQueue ?? noQueues,
      observe: options.observe ?? (() => undefined),
    });
    this.#sweep();
  }

  async createFunction(input: Sdk.CreateFunctionRequest): Promise<Sdk.FunctionConfiguration> {
    return functions.createFunction(this.#context, readRequest("CreateFunction", input));
  }

  async updateFunctionCode(input: Sdk.UpdateFunctionCodeRequest): Promise<Sdk.FunctionConfiguration> {
    return functions.updateFunctionCode(this.#context, readRequest("UpdateFunctionCode", input));
  }

  async updateFunctionConfiguration(
    input: Sdk.UpdateFunctionConfigurationRequest,
  ): Promise<Sdk.FunctionConfiguration> {
    return functions.updateFunctionConfiguration(
      this.#context,
      readRequest("UpdateFunctionConfiguration", input),
    );
  }

  async deleteFunction(input: Sdk.DeleteFunctionRequest): Promise<undefined> {
    functions.deleteFunction(this.#context, readRequest("DeleteFunction", input));
  }

  async getFunction(input: Sdk.GetFunctionRequest): Promise<Sdk.GetFunctionResponse> {
    const { region } = this.#context.functions.place;
    return await functions.getFunction(this.#context, readRequest("GetFunction", input), (path) =>
      this.#keys.presign(new URL(path, this.#endpoint()), { service: "lambda", region }),
    );
  }

  async getFunctionConfiguration(
    input: Sdk.GetFunctionConfigurationRequest,
  ): Promise<Sdk.FunctionConfiguration> {
    return functions.getFunctionConfiguration(this.#context, readRequest("GetFunctionConfiguration", input));
  }

  async listFunctions(input: Sdk.ListFunctionsRequest = {}): Promise<Sdk.ListFunctionsResponse> {
    return functions.listFunctions(this.#context, readRequest("ListFunctions", input));
  }

  async publishVersion(input: Sdk.PublishVersionRequest): Promise<Sdk.FunctionConfiguration> {
    return versions.publishVersion(this.#context, readRequest("PublishVersion", input));
  }

  async listVersionsByFunction(
    input: Sdk.ListVersionsByFunctionRequest,
  ): Promise<Sdk.ListVersionsByFunctionResponse> {
    return versions.listVersionsByFunction(this.#context, readRequest("ListVersionsByFunction", input));
  }

  async createAlias(input: Sdk.CreateAliasRequest): Promise<Sdk.AliasConfiguration> {
    return aliases.createAlias(this.#context, readRequest("CreateAlias", input));
  }

  async getAlias(input: Sdk.GetAliasRequest): Promise<Sdk.AliasConfiguration> {
    return aliases.getAlias(this.#context, readRequest("GetAlias", input));
  }

  async updateAlias(input: Sdk.UpdateAliasRequest): Promise<Sdk.AliasConfiguration> {
    return aliases.updateAlias(this.#context, readRequest("UpdateAlias", input));
  }

  async deleteAlias(input: Sdk.DeleteAliasRequest): Promise<undefined> {
    aliases.deleteAlias(this.#context, readRequest("DeleteAlias", input));
  }

  async listAliases(input: Sdk.ListAliasesRequest): Promise<Sdk.ListAliasesResponse> {
    return aliases.listAliases(this.#context, readRequest("ListAliases", input));
  }

  async addPermission(input: Sdk.AddPermissionRequest): Promise<Sdk.AddPermissionResponse> {
    return policies.addPermission(this.#context, readRequest("AddPermission", input));
  }

  async removePermission(input: Sdk.RemovePermissionRequest): Promise<undefined> {
    policies.removePermission(this.#context, readRequest("RemovePermission", input));
  }

  async getPolicy(input: Sdk.GetPolicyRequest): Promise<Sdk.GetPolicyResponse> {
    return policies.getPolicy(this.#context, readRequest("GetPolicy", input));
  }

  async tagResource(input: Sdk.TagResourceRequest): Promise<undefined> {
    tags.tagResource(this.#context, readRequest("TagResource", input));
  }

  async untagResource(input: Sdk.UntagResourceRequest): Promise<undefined> {
    tags.untagResource(this.#context, readRequest("UntagResource", input));
  }

  async listTags(input: Sdk.ListTagsRequest): Promise<Sdk.ListTagsResponse> {
    return tags.listTags(this.#context, readRequest("ListTags", input));
  }

  async putFunctionConcurrency(
    input: Sdk.PutFunctionConcurrencyRequest,
  ): Promise<Sdk.GetFunctionConcurrencyResponse> {
    return concurrency.putFunctionConcurrency(this.#context, readRequest("PutFunctionConcurrency", input));
  }

  async getFunctionConcurrency(
    input: Sdk.GetFunctionConcurrencyRequest,
  ): Promise<Sdk.GetFunctionConcurrencyResponse> {
    return concurrency.getFunctionConcurrency(this.#context, readRequest("GetFunctionConcurrency", input));
  }

  async deleteFunctionConcurrency(input: Sdk.DeleteFunctionConcurrencyRequest): Promise<undefined> {
    concurrency.deleteFunctionConcurrency(this.#context, readRequest("DeleteFunctionConcurrency", input));
  }

  async putFunctionEventInvokeConfig(
    input: Sdk.PutFunctionEventInvokeConfigRequest,
  ): Promise<Sdk.FunctionEventInvokeConfig> {
    return eventInvokeConfigs.putFunctionEventInvokeConfig(
      this.#context,
      readRequest("PutFunctionEventInvokeConfig", input),
    );
  }

  async updateFunctionEventInvokeConfig(
    input: Sdk.UpdateFunctionEventInvokeConfigRequest,
  ): Promise<Sdk.FunctionEventInvokeConfig> {
    return eventInvokeConfigs.updateFunctionEventInvokeConfig(
      this.#context,
      readRequest("UpdateFunctionEventInvokeConfig", input),
    );
  }

  async getFunctionEventInvokeConfig(
    input: Sdk.GetFunctionEventInvokeConfigRequest,
  ): Promise<Sdk.FunctionEventInvokeConfig> {
    return eventInvokeConfigs.getFunctionEventInvokeConfig(
      this.#context,
      readRequest("GetFunctionEventInvokeConfig", input),
    );
  }

  async deleteFunctionEventInvokeConfig(
    input: Sdk.DeleteFunctionEventInvokeConfigRequest,
  ): Promise<undefined> {
    eventInvokeConfigs.deleteFunctionEventInvokeConfig(
      this.#context,
      readRequest("DeleteFunctionEventInvokeConfig", input),
    );
  }

  async listFunctionEventInvokeConfigs(
    input: Sdk.ListFunctionEventInvokeConfigsRequest,
  ): Promise<Sdk.ListFunctionEventInvokeConfigsResponse> {
    return eventInvokeConfigs.listFunctionEventInvokeConfigs(
      this.#context,
      readRequest("ListFunctionEventInvokeConfigs", input),
    );
  }

  async getAccountSettings(): Promise<Sdk.GetAccountSettingsResponse> {
    return concurrency.getAccountSettings(this.#context);
  }

  /**
   * @param requestId becomes the id that the function and its logs see
   * @param trace that the event is part of: the caller's header, or the headers of a batch's messages
   */
  async invoke(
    input: Sdk.InvocationRequest,
    requestId?: string,
    trace?: EventTrace,
  ): Promise<Sdk.InvocationResponse> {
    return this.#invoker.invoke(readRequest("Invoke", input), requestId, trace);
  }

  /** The bytes of a deployment package by its `CodeSha256`, or nothing. */
  packageBytes(codeSha256: string): Buffer | undefined {
    return this.#context.packages.zip(codeSha256);
  }

  /** Stops what waits and all function processes; resolves when they have ended. */
  async close(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#invoker.stop();
    await this.#runtime.close();
    await this.#invoker.close();
  }

  /** Stops processes of old code and drops old packages: now, and again when the change has taken effect. */
  #changed(transition: Transition | undefined): void {
    this.#invoker.retireStale();
    const delay = Math.max(0, (transition?.until ?? 0) - this.#context.now());
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#invoker.retireStale();
      this.#sweepSoon();
    }, delay + SETTLING_MARGIN);
    timer.unref();
    this.#timers.add(timer);
  }

  /** One sweep for all that changes meanwhile: it looks at every function and every package. */
  #sweepSoon(): void {
    if (this.#sweepTimer !== undefined) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#sweepTimer = undefined;
      bestEffort("sweeping packages", () => this.#sweep());
    }, SWEEP_DELAY);
    timer.unref();
    this.#sweepTimer = timer;
    this.#timers.add(timer);
  }

  #sweep(): void {
    const running = this.#runtime.targets().map(({ codeFolder }) => codeFolder);
    this.#context.packages.sweep(this.#context.functions.codeInUse(this.#context.now()), running);
  }
}

async function noQueues({ queueArn }: QueueMessage): Promise<void> {
  throw new Error(`there is no queue ${queueArn}`);
}

/** A published version is ready at once. */
function constantDelay(milliseconds: number): LambdaContext["updateDelay"] {
  return (kind) => (kind === "publish" ? 0 : milliseconds);
}
