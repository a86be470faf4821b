import { Duration, Fn, RemovalPolicy, Stack } from "aws-cdk-lib";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import {
  Alias,
  Architecture,
  Code,
  type IAlias,
  type IVersion,
  Function as LambdaFunction,
  Runtime,
  Version,
} from "aws-cdk-lib/aws-lambda";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { ServiceStack } from "./service-stack";

/** Settings of a function; the defaults suit an HTTP API. */
export interface ServiceFunctionProps {
  /** Name of the function's `lambda_bundle`; the physical name is `<environment>-<name>`. */
  readonly name: string;
  /** Module and export that Lambda calls. @default "index.handler" */
  readonly handler?: string;
  /** Memory in MB, and with it the share of a processor. @default 512 */
  readonly memorySize?: number;
  /** How long one invocation may take. @default 10 seconds */
  readonly timeout?: Duration;
  /** Variables of the function's environment. @default none */
  readonly environment?: Readonly<Record<string, string>>;
  /** How long logs are kept. @default one month */
  readonly logRetention?: RetentionDays;
}

/** What stands in for the code until the deployer brings it, in the same operation as the first stack update. */
const PLACEHOLDER = `exports.handler = async () => {
  throw new Error("no code has been deployed yet; run the service's :deploy target");
};
`;

/**
 * A function whose configuration is CloudFormation's and whose code is the deployer's. The template holds a placeholder, a
 * version of it, and the alias `live`. CloudFormation never changes the alias again, since its properties never change; the
 * deployer moves it to each version that it publishes. So whatever invokes the function must name the alias: a stack update
 * then never reverts code, and code and configuration go live together.
 */
export class ServiceFunction extends Construct {
  readonly function: LambdaFunction;
  /** What triggers point at. */
  readonly live: IAlias;
  /** The function's role: it may write its own logs, and what else is granted to it. */
  readonly role: Role;

  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    super(scope, id);
    const stack = Stack.of(this);
    if (!(stack instanceof ServiceStack))
      throw new Error(`the function ${props.name} needs a ServiceStack around it`);

    const logs = new LogGroup(this, "Logs", {
      // The name that Lambda logs to unless told otherwise.
      logGroupName: Fn.sub(`/aws/lambda/\${Environment}-${props.name}`),
      retention: props.logRetention ?? RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = new Role(this, "Role", { assumedBy: new ServicePrincipal("lambda.amazonaws.com") });
    logs.grantWrite(this.role);

    this.function = new LambdaFunction(this, "Function", {
      functionName: stack.environmentName(props.name),
      role: this.role,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromInline(PLACEHOLDER),
      handler: props.handler ?? "index.handler",
      memorySize: props.memorySize ?? 512,
      timeout: props.timeout ?? Duration.seconds(10),
      ...(props.environment && { environment: { ...props.environment } }),
    });
    // Lambda would make the log group itself, without retention, if it ran first.
    this.function.node.addDependency(logs);

    // Not `currentVersion`: its logical id changes with the configuration, and CloudFormation would then move the alias.
    const version = new Version(this, "Version", { lambda: this.function });
    // The CDK's classes are not written for exactOptionalPropertyTypes: they implement their interfaces only by assertion.
    this.live = new Alias(this, "Live", { aliasName: "live", version: version as IVersion }) as IAlias;
  }
}
