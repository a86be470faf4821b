import { type CfnElement, CfnOutput, Fn, Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { ServiceDashboard } from "./monitoring/dashboard";
import { pascalCase, requireName } from "./names";
import { parameter } from "./parameters";
import { References } from "./references";

/**
 * The stack of a service, one template for every environment. The deployer gives it the parameter `Environment` and calls
 * the stack itself `<environment>-<service>`.
 */
export class ServiceStack extends Stack {
  #dashboard: ServiceDashboard | undefined;
  /** The other services that the stack uses. */
  readonly references: References;

  /** @param service name of the service, as in its Bazel package: `orders` */
  constructor(
    scope: Construct,
    readonly service: string,
  ) {
    super(scope, service, { description: `The service ${service}` });
    parameter(this, "Environment");
    this.references = new References(this, service);
  }

  /** What the service's parts are watched on; made at the first use. */
  get dashboard(): ServiceDashboard {
    this.#dashboard ??= new ServiceDashboard(
      this,
      "Dashboard",
      this.service,
      this.environmentName(this.service),
    );
    return this.#dashboard;
  }

  /** A physical name that carries the environment: `<environment>-<name>`. */
  environmentName(name: string): string {
    return Fn.sub(`\${Environment}-${name}`);
  }

  /**
   * Gives a value to other services, as the output `Export<Name>`. The deployer deploys this stack before those which import it,
   * and takes the value from the output. Stacks that an older Ferry deployed have it by the export `<environment>-<service>-<name>`,
   * which CloudFormation refuses to change or remove while there are any.
   */
  export(name: string, value: string): void {
    requireName("export", name);
    new CfnOutput(this, `Export${pascalCase(name)}`, {
      value,
      exportName: this.environmentName(`${this.service}-${name}`),
    });
  }

  /** The value that another service exports by that name. */
  import(service: string, name: string): string {
    return this.references.import(service, name);
  }

  /**
   * The path of the construct without its stack, such as `OrdersFunction`. The CDK would add a hash of the path, for the case
   * that two paths make one word; it also refuses two elements of one id, so that case is an error and not a mix-up.
   */
  protected override allocateLogicalId(element: CfnElement): string {
    const ids = element.node.scopes.slice(element.node.scopes.indexOf(this) + 1).map(({ node }) => node.id);
    return ids
      .filter((id) => id !== "Resource" && id !== "Default")
      .join("")
      .replaceAll(/[^A-Za-z0-9]/g, "");
  }
}
