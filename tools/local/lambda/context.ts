import type { CodeStore } from "./code/code-store";
import type { Functions } from "./function/functions";
import type { Transition } from "./model";

/** An object in S3 that holds a deployment package. */
export interface ObjectLocation {
  readonly bucket: string;
  readonly key: string;
  /** Default: the newest. */
  readonly version?: string | undefined;
}

/** Changes that take effect after a while. */
export type ChangeKind = "create" | "update" | "publish";

/** What the operations of the control plane work on. */
export interface LambdaContext {
  readonly functions: Functions;
  readonly packages: CodeStore;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Milliseconds that a new function is Pending, an update InProgress, or a new version Pending. */
  readonly updateDelay: (kind: ChangeKind) => number;
  /** Throws an `AwsError` of S3. */
  readonly fetchObject?: ((location: ObjectLocation) => Promise<Buffer>) | undefined;
  /** The URL of a path of Lambda's, which needs no signature. */
  readonly presign: (path: string) => Promise<string>;
  /**
   * Called when code, a configuration, a version or an alias has changed or gone.
   * @param transition of the change, where it takes effect later
   */
  readonly changed: (transition?: Transition) => void;
}
