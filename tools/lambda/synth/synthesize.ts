import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { IReusableStackSynthesizer } from "aws-cdk-lib";
import type { StackModule } from "../../../platform/constructs/stack-module";
import type { Template } from "../template/template";
import type { Cdk } from "./cdk";
import { StackProblem } from "./problem";

/** Where we differ from the CDK's advice. */
const SETTINGS = {
  // A function's log group is named after the function, as Lambda does by default, and made by ServiceFunction; the
  // CDK would add a second one.
  "@aws-cdk/aws-lambda:useCdkManagedLogGroup": false,
  // Limits are checked on the template, with advice; the CDK would throw before that.
  "@aws-cdk/core:stackResourceLimit": 0,
};

/**
 * Runs a stack module and returns its template. What the CDK adds for its own sake is off: bootstrap parameters and rules,
 * metadata, analytics. Assets are refused, since a template must be all that a stack needs. New behaviour of the CDK is on, as
 * in a project that `cdk init` makes.
 *
 * @param service name of the service: the id that its stack must have
 * @throws StackProblem if the module does not conform to StackModule
 */
export function synthesize(module: Partial<StackModule>, service: string, cdk: Cdk): Template {
  if (typeof module.stack !== "function") {
    const found = Object.keys(module).sort().join(", ") || "nothing";
    throw new StackProblem([
      `it exports ${found}; export a function named stack, see platform/constructs/stack-module.ts`,
    ]);
  }
  const outdir = mkdtempSync(join(tmpdir(), "ferry-synth-"));
  try {
    const app = new cdk.App({
      outdir,
      analyticsReporting: false,
      treeMetadata: false,
      stackTraces: false,
      builtinCloudFormationValidation: false,
      // The CDK's classes are not written for exactOptionalPropertyTypes.
      defaultStackSynthesizer: new cdk.BootstraplessSynthesizer() as IReusableStackSynthesizer,
      postCliContext: { ...cdk.recommendedFlags, ...SETTINGS },
    });
    const stack = module.stack(app);
    if (!cdk.Stack.isStack(stack))
      throw new StackProblem(["its function stack does not return a Stack; return the one it makes"]);
    const { stacks } = app.synth();
    if (stacks.length !== 1) {
      const names = stacks.map(({ id }) => id).join(", ");
      throw new StackProblem([
        `it makes ${stacks.length} stacks (${names}); a service has one, merge them or make another service`,
      ]);
    }
    if (stack.node.id !== service) {
      throw new StackProblem([
        `its stack is called ${stack.node.id}, but the service is ${service}; give the stack that id`,
      ]);
    }
    return stacks[0]?.template as Template;
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
