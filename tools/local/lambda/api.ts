import { join, resolve } from "node:path";
import type { LogsApi } from "../logs/api";
import type { QueueMessage, SendToQueue } from "../protocol/queue-message";
import { FunctionRuntime } from "../runtime/function-runtime";
import type { AccountKeys } from "../signature/account-keys";
import { CodeStore } from "./code/code-store";
import { downloadRoute } from "./code/download";
import { Retirement } from "./code/retirement";
import type { LambdaContext, ObjectLocation } from "./context";
import { Functions } from "./function/functions";
import type { InvocationRecord } from "./invocation/invocation-record";
import { type Invoke, invokeBy, invokeRoute } from "./invocation/invoke";
import { Invoker } from "./invocation/invoker";
import type { Route } from "./json-route";
import { type Methods, methodsOf, routesOf } from "./operation";
import { OPERATIONS } from "./operations";

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
  /** Milliseconds that a new function is Pending, and an update InProgress: a number, 50 by default, or one per change. */
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
  /** Called for each finished attempt at an event: metrics and traces are made of it. */
  readonly observe?: (record: InvocationRecord) => void;
}

/**
 * Lambda's control plane and its invocations. Inputs and outputs are those of the AWS SDK, `ZipFile` and `Payload` being
 * bytes; errors are `AwsError`s. What the local account does not support it refuses by name.
 */
export type LambdaApi = Methods<typeof OPERATIONS> & {
  readonly invoke: Invoke;
  /** What answers its operations on the wire. */
  readonly routes: readonly Route[];
  /** Stops what waits and all function processes; resolves when they have ended. */
  close(): Promise<void>;
};

export function openLambda(options: LambdaApiOptions): LambdaApi {
  const {
    endpoint,
    keys,
    logs,
    region = "us-east-1",
    accountId = "000000000000",
    updateDelay = 50,
  } = options;
  // Function processes have another working directory.
  const stateFolder = resolve(options.stateFolder);
  const folder = join(stateFolder, "lambda");
  const context: LambdaContext = {
    functions: new Functions(folder, { region, accountId }),
    packages: new CodeStore(join(folder, "code")),
    now: options.now ?? Date.now,
    updateDelay: typeof updateDelay === "number" ? constantDelay(updateDelay) : updateDelay,
    fetchObject: options.fetchObject,
    presign: (path) => keys.presign(new URL(path, endpoint()), { service: "lambda", region }),
    changed: (transition) => retirement.changed(transition),
  };
  const runtime = new FunctionRuntime({
    ...options,
    stateFolder,
    region,
    credentials: keys.functions,
    log: (group, stream) => (events) => logs.write(group, stream, events),
  });
  const invoker = new Invoker({
    context,
    runtime,
    folder,
    asyncRetryDelay: options.asyncRetryDelay ?? ((retry) => 1000 * retry),
    sendToQueue: options.sendToQueue ?? noQueues,
    observe: options.observe ?? (() => undefined),
  });
  const retirement = new Retirement(context, runtime, invoker);
  const invoke = invokeBy(invoker);
  return {
    ...methodsOf(OPERATIONS, context),
    invoke,
    routes: [...routesOf(OPERATIONS, context), invokeRoute(invoke), downloadRoute(context.packages)],
    close: async () => {
      retirement.close();
      invoker.stop();
      await runtime.close();
      await invoker.close();
    },
  };
}

async function noQueues({ queueArn }: QueueMessage): Promise<void> {
  throw new Error(`there is no queue ${queueArn}`);
}

/** A published version is ready at once. */
function constantDelay(milliseconds: number): LambdaContext["updateDelay"] {
  return (kind) => (kind === "publish" ? 0 : milliseconds);
}
