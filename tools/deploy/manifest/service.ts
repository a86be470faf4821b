import type { Template } from "../template/template";
import type { BundleDigest } from "./schema";

/** One service as the build made it: everything that a deploy needs to know but the zips' bytes. */
export interface Service {
  /** Name of the bounded context, such as `orders`. */
  readonly name: string;
  /** Label of the deploy target, which the messages tell to run again. */
  readonly target: string;
  readonly stack: StackArtifact;
  readonly functions: readonly FunctionArtifact[];
}

export interface StackArtifact {
  readonly target: string;
  /** Exact text of the template file. */
  readonly body: string;
  /** SHA-256 of the template file in hexadecimal: the stack carries it as the tag `ferry:template`. */
  readonly digest: string;
  readonly template: Template;
}

export interface FunctionArtifact {
  /** Name in the service; the function is `<environment>-<name>`. */
  readonly name: string;
  readonly target: string;
  readonly digest: BundleDigest;
  /** Relative to the execution root. */
  readonly zip: string;
  readonly outputGroup: string;
  readonly mnemonic: string;
}
