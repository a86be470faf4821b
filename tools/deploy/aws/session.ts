import { CallCounter } from "./client/calls";
import type { Connection } from "./client/connection";
import { Rates } from "./client/rate/rates";
import type { Stacks } from "./cloudformation/cloudformation";
import type { Metrics } from "./cloudwatch/cloudwatch";
import type { Tables } from "./dynamodb/dynamodb";
import type { Functions } from "./lambda/lambda";
import type { Logs } from "./logs/logs";
import type { Quotas } from "./quotas/quotas";
import type { Objects } from "./s3/s3";
import type { Traces } from "./xray/xray";

/**
 * The clients of one run. Each SDK client is loaded on first use: loading one takes tens of milliseconds, and a deploy without
 * changes needs neither STS nor S3. Uses `require` rather than `import()` so that the single-file bundle stays lazy and jest can
 * load it.
 */
export class AwsSession {
  /** Request rates of the account and region, for all clients together. */
  readonly rates = new Rates();
  readonly calls: CallCounter;
  readonly #signal: AbortSignal;
  #functions: Functions | undefined;
  #stacks: Stacks | undefined;
  #objects: Objects | undefined;
  #tables: Tables | undefined;
  #logs: Logs | undefined;
  #metrics: Metrics | undefined;
  #traces: Traces | undefined;
  #quotas: Quotas | undefined;
  #account: Promise<string> | undefined;

  /** @param signal aborted by Ctrl-C: queued requests are then not sent */
  constructor(
    readonly connection: Connection,
    signal: AbortSignal,
  ) {
    this.#signal = signal;
    this.calls = new CallCounter(this.rates, signal, connection);
  }

  get functions(): Functions {
    if (!this.#functions) {
      const { Functions } = require("./lambda/lambda") as typeof import("./lambda/lambda");
      this.#functions = new Functions(this.connection, this.calls);
    }
    return this.#functions;
  }

  get stacks(): Stacks {
    if (!this.#stacks) {
      const { Stacks } =
        require("./cloudformation/cloudformation") as typeof import("./cloudformation/cloudformation");
      this.#stacks = new Stacks(this.connection, this.calls);
    }
    return this.#stacks;
  }

  get objects(): Objects {
    if (!this.#objects) {
      const { Objects } = require("./s3/s3") as typeof import("./s3/s3");
      this.#objects = new Objects(this.connection, this.calls);
    }
    return this.#objects;
  }

  get tables(): Tables {
    if (!this.#tables) {
      const { Tables } = require("./dynamodb/dynamodb") as typeof import("./dynamodb/dynamodb");
      this.#tables = new Tables(this.connection, this.calls, this.#signal);
    }
    return this.#tables;
  }

  get logs(): Logs {
    if (!this.#logs) {
      const { Logs } = require("./logs/logs") as typeof import("./logs/logs");
      this.#logs = new Logs(this.connection, this.calls);
    }
    return this.#logs;
  }

  get metrics(): Metrics {
    if (!this.#metrics) {
      const { Metrics } = require("./cloudwatch/cloudwatch") as typeof import("./cloudwatch/cloudwatch");
      this.#metrics = new Metrics(this.connection, this.calls);
    }
    return this.#metrics;
  }

  get traces(): Traces {
    if (!this.#traces) {
      const { Traces } = require("./xray/xray") as typeof import("./xray/xray");
      this.#traces = new Traces(this.connection, this.calls);
    }
    return this.#traces;
  }

  get quotas(): Quotas {
    if (!this.#quotas) {
      const { Quotas } = require("./quotas/quotas") as typeof import("./quotas/quotas");
      this.#quotas = new Quotas(this.connection, this.calls);
    }
    return this.#quotas;
  }

  /** Id of the account that the credentials belong to; requested once. */
  account(): Promise<string> {
    this.#account ??= (require("./sts/sts") as typeof import("./sts/sts")).callerAccount(
      this.connection,
      this.calls,
    );
    return this.#account;
  }
}
