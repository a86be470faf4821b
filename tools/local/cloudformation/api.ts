import { join } from "node:path";
import type { ResourceProvider } from "../resources/provider";
import type { Context } from "./operations/operation";
import { StackEngine } from "./stack/engine";
import { StackStore } from "./stack/store";
import { validationError } from "./template/template-error";

/**
 * The region of all stacks, whichever one a client names: the account's services have one region's worth of state, and the ARNs that
 * templates put together from `AWS::Region` must be those of the services.
 */
const REGION = "us-east-1";

export interface CloudFormationOptions {
  readonly stateFolder: string;
  /** The resource types that templates may use. */
  readonly providers: readonly ResourceProvider[];
  /** Reads a `TemplateURL`, which names an S3 object. Default: such requests are refused. */
  readonly readTemplate?: (url: string) => Promise<string>;
  /** Whether a stack whose deletion is refused keeps the status that it had. Default: it does not. */
  readonly keepsStatus?: () => boolean;
}

/** A stack as the account's status shows it. */
export interface StackSummary {
  readonly stackName: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/**
 * The account's stacks. Operations that the previous process left unfinished continue at once, so the services that the
 * providers call must be ready.
 */
export class CloudFormationApi {
  readonly #store: StackStore;
  readonly #engine: StackEngine;
  readonly #options: CloudFormationOptions;

  constructor(options: CloudFormationOptions) {
    this.#options = options;
    this.#store = new StackStore(join(options.stateFolder, "cloudformation"));
    this.#engine = new StackEngine(
      this.#store,
      new Map(options.providers.map((provider) => [provider.type, provider])),
    );
    this.#engine.resume();
  }

  /** What the operations of one request work with. */
  context(): Context {
    const refuse = async (url: string): Promise<string> => {
      throw validationError(`TemplateURL ${url} cannot be read: the local account has no S3 here`);
    };
    return {
      store: this.#store,
      engine: this.#engine,
      providers: this.#engine.providers,
      readTemplate: this.#options.readTemplate ?? refuse,
      keepsStatus: this.#options.keepsStatus ?? (() => false),
      region: REGION,
    };
  }

  /** The stacks that are not deleted, newest first. */
  describeStacks(): StackSummary[] {
    const live = this.#store.stacks().filter(({ status }) => status !== "DELETE_COMPLETE");
    return live.map(({ stackName, outputs }) => ({
      stackName,
      outputs: Object.fromEntries(outputs.map(({ key, value }) => [key, value])),
    }));
  }

  /** Leaves operations where they are; they continue when the account starts again. */
  async close(): Promise<void> {
    await this.#engine.close();
  }
}
