import type { Template } from "../template/template";
import type { BundleDigest } from "./schema";
import type { Seed } from "./seed";

/** One service by the names in its manifest: they are known without a build. */
export interface NamedService {
  /** Name of the bounded context, such as `orders`. */
  readonly name: string;
  /** Label of the `lambda_service`. */
  readonly target: string;
  readonly stack: NamedStack;
  readonly functions: readonly NamedFunction[];
}

export interface NamedStack {
  readonly target: string;
}

export interface NamedFunction {
  /** Name in the service; the function is `<environment>-<name>`. */
  readonly name: string;
  readonly target: string;
}

/** One service as the build made it: everything that a deploy needs to know but the zips' bytes. */
export interface Service extends NamedService {
  readonly stack: StackArtifact;
  readonly functions: readonly FunctionArtifact[];
  /** Items that the tables of a new stack begin with. */
  readonly seed?: Seed | undefined;
}

export interface StackArtifact extends NamedStack {
  /** Of the template file, in the runfiles and below the folder of build outputs. */
  readonly path: string;
  /** Exact text of the template file. */
  readonly body: string;
  /** SHA-256 of the template file in hexadecimal: the stack carries it as the tag `ferry:template`. */
  readonly digest: string;
  readonly template: Template;
}

export interface FunctionArtifact extends NamedFunction {
  readonly digest: BundleDigest;
  /** Relative to the execution root. */
  readonly zip: string;
  readonly outputGroup: string;
  /** esbuild's metafile, as `zip`: without it the contents of the bundle are unknown. */
  readonly metafile?: string | undefined;
  /** Source map of the bundle, as `zip`: without it the function's stack traces cannot be read. */
  readonly sourceMap?: string | undefined;
  readonly mnemonic: string;
}
