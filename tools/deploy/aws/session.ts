import { CallCounter } from "./calls";
import type { Stacks } from "./cloudformation";
import type { Metrics } from "./cloudwatch";
import type { Connection } from "./connection";
import type { Functions } from "./lambda";
import type { Logs } from "./logs";
import { Rates } from "./rate/rates";
import type { Objects } from "./s3";
import type { Traces } from "./xray";

/**
 * The clients of one run. Each SDK client is loaded when it is first asked for: loading one takes tens of milliseconds,
 * and a deploy that changes nothing needs neither STS nor S3. `require` and not `import()`, so that the one-file bundle stays lazy
 * and jest can load it.
 */
export class AwsSession {
  /** Request rates of the account and region, for all clients together. */
  readonly rates = new Rates();
  readonly calls: CallCounter;
  #functions: Functions | undefined;
  #stacks: Stacks | undefined;
  #objects: Objects | undefined;
  #logs: Logs | undefined;
  #metrics: Metrics | undefined;
  #traces: Traces | undefined;
  #account: Promise<string> | undefined;

  /** @param signal aborted by Ctrl-C: requests that wait for their turn are not sent then */
  constructor(
    readonly connection: Connection,
    signal: AbortSignal,
  ) {
    this.calls = new CallCounter(this.rates, signal);
  }

  get functions(): Functions {
    if (!this.#functions) {
      const { Functions } = require("./lambda") as typeof import("./lambda");
      this.#functions = new Functions(this.connection, this.calls);
    }
    return this.#functions;
  }

  get stacks(): Stacks {
    if (!this.#stacks) {
      const { Stacks } = require("./cloudformation") as typeof import("./cloudformation");
      this.#stacks = new Stacks(this.connection, this.calls);
    }
    return this.#stacks;
  }

  get objects(): Objects {
    if (!this.#objects) {
      const { Objects } = require("./s3") as typeof import("./s3");
      this.#objects = new Objects(this.connection, this.calls);
    }
    return this.#objects;
  }

  get logs(): Logs {
    if (!this.#logs) {
      const { Logs } = require("./logs") as typeof import("./logs");
      this.#logs = new Logs(this.connection, this.calls);
    }
    return this.#logs;
  }

  get metrics(): Metrics {
    if (!this.#metrics) {
      const { Metrics } = require("./cloudwatch") as typeof import("./cloudwatch");
      this.#metrics = new Metrics(this.connection, this.calls);
    }
    return this.#metrics;
  }

  get traces(): Traces {
    if (!this.#traces) {
      const { Traces } = require("./xray") as typeof import("./xray");
      this.#traces = new Traces(this.connection, this.calls);
    }
    return this.#traces;
  }

  /** Id of the account that the credentials belong to; asked once. */
  account(): Promise<string> {
    this.#account ??= (require("./sts") as typeof import("./sts")).callerAccount(this.connection, this.calls);
    return this.#account;
  }
}
