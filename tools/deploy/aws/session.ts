import { CallCounter } from "./calls";
import type { Stacks } from "./cloudformation";
import type { Connection } from "./connection";
import type { Functions } from "./lambda";

/**
 * The clients of one run. Each SDK client is loaded when it is first asked for: loading one takes tens of milliseconds,
 * and a deploy that changes nothing needs no STS. `require` and not `import()`, so that the one-file bundle stays lazy
 * and jest can load it.
 */
export class AwsSession {
  readonly calls = new CallCounter();
  #functions: Functions | undefined;
  #stacks: Stacks | undefined;
  #account: Promise<string> | undefined;

  constructor(readonly connection: Connection) {}

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

  /** Id of the account that the credentials belong to; asked once. */
  account(): Promise<string> {
    this.#account ??= (require("./sts") as typeof import("./sts")).callerAccount(this.connection, this.calls);
    return this.#account;
  }
}
