import { CfnOutput, Duration, Fn, RemovalPolicy, Stack } from "aws-cdk-lib";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import {
  Alias,
  Architecture,
  type CfnFunction,
  Code,
  type IAlias,
  type IVersion,
  Function as LambdaFunction,
  Runtime,
  Tracing,
  Version,
} from "aws-cdk-lib/aws-lambda";
import { type CfnLogGroup, LogGroup } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { enableApplicationSignals } from "./application-signals";
import { firstCode } from "./first-code";
import { allow } from "./iam/allow";
import { monitorFunction } from "./monitoring/function";
import { pascalCase, physicalName } from "./names";
import { parameter } from "./parameters";
import type { SecureQueue } from "./queues/secure-queue";
import { ServiceStack } from "./service-stack";
import type { ServiceTable } from "./service-table";
import { FunctionDeadLetters } from "./triggers/dead-letters";
import { FunctionEvents } from "./triggers/function-events";
import { type HttpProps, HttpTrigger } from "./triggers/http-api";
import { type QueueProps, QueueTrigger } from "./triggers/queue";
import { type ScheduleProps, ScheduleTrigger } from "./triggers/schedule";
import { type StreamProps, StreamTrigger } from "./triggers/stream";
import type { TriggerTarget } from "./triggers/target";
import { type TopicProps, TopicTrigger } from "./triggers/topic";

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
  /** Variables of the function's environment, besides those that the runtime needs. @default none */
  readonly environment?: Readonly<Record<string, string>>;
  /** Whether it runs with the layer of CloudWatch Application Signals where the environment has one. @default false */
  readonly applicationSignals?: boolean;
}

/** What stands in for the code of a function that is created without it, until the deployer brings it in the same operation. */
const PLACEHOLDER = `exports.handler = async () => {
  throw new Error("no code has been deployed yet; run the service's :deploy target");
};
`;

/**
 * A function whose configuration is CloudFormation's and whose code is the deployer's. With a new stack CloudFormation creates it
 * with its first code, or a placeholder, a version of that, and the alias `live`. It never changes code and alias again, since
 * their properties never change; the deployer moves the alias to each version that it publishes. So whatever invokes the function
 * must name the alias: a stack update then never reverts code, and code and configuration go live together. The triggers that its
 * methods make do.
 */
export class ServiceFunction extends Construct implements TriggerTarget {
  readonly function: LambdaFunction;
  /** What triggers point at. */
  readonly live: IAlias;
  readonly liveArn: string;
  /** The function's role: it may write its own logs and traces, and what else is granted to it. */
  readonly role: Role;
  readonly serviceStack: ServiceStack;
  readonly timeout: Duration;
  readonly #name: string;
  #deadLetters: SecureQueue | undefined;
  readonly #streams: string[] = [];

  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    super(scope, id);
    const stack = Stack.of(this);
    if (!(stack instanceof ServiceStack))
      throw new Error(`the function ${props.name} must be in a ServiceStack`);
    this.serviceStack = stack;
    this.#name = props.name;
    this.timeout = props.timeout ?? Duration.seconds(10);

    const logs = new LogGroup(this, "Logs", {
      // The name that Lambda logs to by default.
      logGroupName: Fn.sub(`/aws/lambda/\${Environment}-${props.name}`),
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // By override, since the CDK's own property takes no parameter.
    const retention = parameter(stack, "LogRetentionInDays").valueAsNumber;
    (logs.node.defaultChild as CfnLogGroup).retentionInDays = retention;
    this.role = new Role(this, "Role", { assumedBy: new ServicePrincipal("lambda.amazonaws.com") });
    logs.grantWrite(this.role);

    const first = firstCode(stack, props.name, PLACEHOLDER);
    this.function = new LambdaFunction(this, "Function", {
      functionName: physicalName("function", `\${Environment}-${props.name}`, 64),
      role: this.role,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromInline(PLACEHOLDER),
      handler: props.handler ?? "index.handler",
      memorySize: props.memorySize ?? 512,
      timeout: this.timeout,
      // The role may then write traces, of any resource: X-Ray knows no other.
      tracing: Tracing.ACTIVE,
      environment: variables(stack, props),
    });
    // The CDK's own property takes no parameter.
    (this.function.node.defaultChild as CfnFunction).code = first.code;
    // Lambda would make the log group itself, without retention, if it ran first.
    this.function.node.addDependency(logs);
    if (props.applicationSignals) enableApplicationSignals(stack, this.function, this.role);

    // Not `currentVersion`: its logical id changes with the configuration, and CloudFormation would then move the alias.
    const { codeSha256, description } = first;
    const version = new Version(this, "Version", { lambda: this.function, codeSha256, description });
    // The CDK's classes are not written for exactOptionalPropertyTypes: they implement their interfaces only by assertion.
    this.live = new Alias(this, "Live", { aliasName: "live", version: version as IVersion }) as IAlias;
    this.liveArn = this.live.functionArn;
    monitorFunction(this, stack, `\${Environment}-${props.name}`);
  }

  /** An HTTP API before the function; its URL is the stack's output `Url`. */
  http(props: HttpProps): HttpTrigger {
    const api = new HttpTrigger(this, "Api", `\${Environment}-${this.#name}`, props);
    new CfnOutput(this.serviceStack, "Url", { value: api.url });
    return api;
  }

  /** A queue `<function>-<key>` whose messages the function processes, with a dead-letter queue `<function>-<key>-dead-letters`. */
  queue(key: string, props: QueueProps = {}): QueueTrigger {
    return new QueueTrigger(this, `${pascalCase(key)}Queue`, key, props);
  }

  /**
   * Events of another service, each of which invokes the function. Where a burst of them must not become a burst of invocations,
   * or one of them must not be lost to an hour of failures, use a queue.
   * @param source service that publishes them
   * @param types such as `orders.OrderPlaced.v1`
   */
  on(source: string, ...types: readonly string[]): void {
    new FunctionEvents(this, `On${pascalCase(source)}`, source, types);
  }

  /** A schedule `<function>-<key>`: `rate(5 minutes)`, `cron(0 6 * * ? *)` or `at(2027-01-01T00:00:00)`. */
  schedule(key: string, expression: string, props: ScheduleProps = {}): void {
    new ScheduleTrigger(this, `${pascalCase(key)}Schedule`, key, expression, props);
  }

  /** The changes of a table that was made with a stream. */
  stream(key: string, table: ServiceTable, props: StreamProps = {}): void {
    new StreamTrigger(this, `${pascalCase(key)}Stream`, key, table, props);
    // A stream's name says nothing, so a variable maps its ARN to the key.
    this.#streams.push(`"${table.requireStreamArn()}":"${key}"`);
    this.function.addEnvironment("FERRY_STREAMS", `{${this.#streams.join(",")}}`);
  }

  /** A topic `<function>-<key>` whose messages invoke the function. */
  topic(key: string, props: TopicProps = {}): TopicTrigger {
    return new TopicTrigger(this, `${pascalCase(key)}Topic`, key, props);
  }

  /** Lets the function publish events of this service, and of no other. */
  publishes(): void {
    allow(this.role, {
      actions: ["events:PutEvents"],
      resources: [
        Fn.sub(`arn:\${AWS::Partition}:events:\${AWS::Region}:\${AWS::AccountId}:event-bus/default`),
      ],
      conditions: {
        StringEquals: { "events:source": Fn.sub(`\${Environment}.${this.serviceStack.service}`) },
      },
    });
  }

  get deadLetters(): SecureQueue {
    this.#deadLetters ??= new FunctionDeadLetters(this, "DeadLetters", this.function, this.live).queue;
    return this.#deadLetters;
  }

  triggerName(key: string): string {
    return `\${Environment}-${this.#name}-${key}`;
  }
}

/** The variables that every function gets, for platform/runtime and platform/observability, and those of this one. */
function variables(stack: ServiceStack, props: ServiceFunctionProps): Record<string, string> {
  const common: Record<string, string> = {
    FERRY_ENVIRONMENT: parameter(stack, "Environment").valueAsString,
    FERRY_SERVICE: stack.service,
    POWERTOOLS_LOG_LEVEL: parameter(stack, "LogLevel").valueAsString,
    POWERTOOLS_METRICS_NAMESPACE: Fn.sub(`ferry/\${Environment}`),
    POWERTOOLS_SERVICE_NAME: stack.service,
  };
  const own = props.environment ?? {};
  const taken = Object.keys(own).find((name) => name in common);
  if (taken !== undefined)
    throw new Error(`the function ${props.name} sets ${taken}, which ServiceFunction sets; use another name`);
  return { ...common, ...own };
}
