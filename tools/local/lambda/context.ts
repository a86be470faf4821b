import type { CodeStore } from "./code-store";
import type { Functions } from "./functions";

/** An object in S3 that holds a deployment package. */
export interface ObjectLocation {
  readonly bucket: string;
  readonly key: string;
}

/** What the operations of the control plane work on. */
export interface LambdaContext {
  readonly functions: Functions;
  readonly packages: CodeStore;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Milliseconds that a new function is Pending, and an update InProgress. */
  readonly updateDelay: number;
  /** Throws an `AwsError` of S3. */
  readonly fetchObject?: ((location: ObjectLocation) => Promise<Buffer>) | undefined;
  /** Called when code, a configuration, a version or an alias has changed or gone. */
  readonly changed: () => void;
}
