import { createRequire } from "node:module";

/** The parts of aws-cdk-lib that synthesis needs. */
export type Cdk = Pick<typeof import("aws-cdk-lib"), "App" | "BootstraplessSynthesizer" | "Stack"> & {
  /** Feature flags that `cdk init` sets in a new project. */
  readonly recommendedFlags: Readonly<Record<string, unknown>>;
};

/**
 * The aws-cdk-lib that a stack module imports itself. It must be this one and not another copy of the same package that lies
 * beside this program: an app and its stacks belong to one copy.
 *
 * @param module absolute path of the compiled stack module
 */
export function loadCdk(module: string): Cdk {
  const load = createRequire(module);
  const { App, BootstraplessSynthesizer, Stack } = load("aws-cdk-lib") as typeof import("aws-cdk-lib");
  const { CURRENTLY_RECOMMENDED_FLAGS } = load("aws-cdk-lib/cx-api") as typeof import("aws-cdk-lib/cx-api");
  return { App, BootstraplessSynthesizer, Stack, recommendedFlags: CURRENTLY_RECOMMENDED_FLAGS };
}
