import { CfnParameter, Fn, Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";

/**
 * The stack of a service, one template for every environment. The deployer gives it the parameter `Environment` and calls
 * the stack itself `<environment>-<service>`.
 */
export class ServiceStack extends Stack {
  /** @param service name of the service, as in its Bazel package: `orders` */
  constructor(
    scope: Construct,
    readonly service: string,
  ) {
    super(scope, service, { description: `The service ${service}` });
    new CfnParameter(this, "Environment", {
      type: "String",
      description: "Name of the environment, the first part of physical names",
      allowedPattern: "[a-z][a-z0-9-]*",
    });
  }

  /** A physical name that carries the environment: `<environment>-<name>`. */
  environmentName(name: string): string {
    return Fn.sub(`\${Environment}-${name}`);
  }
}
