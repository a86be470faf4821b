import { availableParallelism } from "node:os";
import { nodeBinary } from "../../node/node-binary";
import { installBootstrap } from "./bootstrap-file";
import { ExecutionEnvironment } from "./execution-environment";
import type { LogSink } from "./invocation-log";
import { endOrphans } from "./orphans";
import { EnvironmentPool } from "./pool";
import type { FunctionCredentials } from "./process-environment";
import type { Invocation, InvocationResult, InvocationTarget } from "./target";

export interface FunctionRuntimeOptions {
  /** Path of the bundled bootstrap; it is copied into the state folder. */
  readonly bootstrap: string;
  readonly stateFolder: string;
  /** URL where the account answers the AWS APIs; asked for when a process starts. */
  readonly endpoint: () => string;
  readonly region: string;
  /** By which functions sign their requests to it. */
  readonly credentials: FunctionCredentials;
  readonly log: (group: string, stream: string) => LogSink;
  /** Most function processes at once; further events wait. Default: 8 per core, at least 16. */
  readonly maxProcesses?: number | undefined;
  /** Milliseconds after which an idle process is stopped. Default: 5 minutes. */
  readonly idleTime?: number | undefined;
}

/** Runs function code in processes of its own, as Lambda's execution environments do. */
export class FunctionRuntime {
  readonly #pool: EnvironmentPool;

  constructor(options: FunctionRuntimeOptions) {
    const bootstrap = installBootstrap(options.bootstrap, options.stateFolder);
    endOrphans(bootstrap, options.stateFolder);
    this.#pool = new EnvironmentPool({
      maxProcesses: options.maxProcesses ?? Math.max(16, 8 * availableParallelism()),
      idleTime: options.idleTime ?? 5 * 60 * 1000,
      start: (target) =>
        ExecutionEnvironment.start(target, {
          node: nodeBinary(),
          bootstrap,
          endpoint: options.endpoint(),
          region: options.region,
          credentials: options.credentials,
          log: options.log,
        }),
    });
  }

  /** Number of processes that run or start. */
  get processes(): number {
    return this.#pool.size;
  }

  /** What the running processes run. */
  targets(): InvocationTarget[] {
    return this.#pool.targets();
  }

  /** Runs the function for one event. Whatever goes wrong in the function is in the result. */
  invoke(target: InvocationTarget, invocation: Invocation): Promise<InvocationResult> {
    return this.#pool.invoke(target, invocation);
  }

  /** Stops the processes of targets that are out of date; those at work finish their event first. */
  retire(stale: (target: InvocationTarget) => boolean): void {
    this.#pool.retire(stale);
  }

  /** Stops all processes; resolves when they have ended. */
  close(): Promise<void> {
    return this.#pool.close();
  }
}
