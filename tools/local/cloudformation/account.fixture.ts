import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import {
  CloudFormationClient,
  CreateStackCommand,
  type CreateStackCommandInput,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  type Stack,
  UpdateStackCommand,
  type UpdateStackCommandInput,
} from "@aws-sdk/client-cloudformation";
import { deliveryTargets } from "../account/adapters/delivery-targets";
import { HttpApis } from "../apigateway/api";
import { CloudWatchApi } from "../cloudwatch/api";
import { DynamoDbApi } from "../dynamodb/api";
import { openEventSourceMappings } from "../event-source-mappings/api";
import { EventBridgeApi } from "../eventbridge/api";
import { openLambda } from "../lambda/api";
import { LogsApi } from "../logs/api";
import { IamRecords } from "../resources/iam/records";
import type { ResourceProvider } from "../resources/provider";
import { resourceProviders } from "../resources/registry";
import type { ResourceServices } from "../resources/services";
import { SchedulerApi } from "../scheduler/api";
import { SqsApi } from "../sqs/api";
import { connection, KEYS, serve } from "../testing/client.fixture";
import { CloudFormationApi } from "./api";
import { CloudFormationService } from "./service";

export interface TestAccountOptions {
  /** State of an account that ran before; default: a new folder, removed at the end. */
  readonly stateFolder?: string;
  /** Providers besides those of the account, or in their place. */
  readonly providers?: (services: ResourceServices) => readonly ResourceProvider[];
  readonly readTemplate?: (url: string) => Promise<string>;
}

/** CloudFormation over the account's real services and over real HTTP, for tests. */
export class TestAccount {
  readonly client: CloudFormationClient;

  private constructor(
    readonly stateFolder: string,
    readonly services: ResourceServices,
    readonly endpoint: string,
    readonly api: CloudFormationApi,
    private readonly server: { close(): Promise<void> },
  ) {
    this.client = new CloudFormationClient(connection(endpoint));
  }

  static async start(options: TestAccountOptions = {}): Promise<TestAccount> {
    const stateFolder = options.stateFolder ?? mkdtempSync(join(tmpdir(), "cloudformation-"));
    const logs = new LogsApi({ stateFolder });
    let endpoint = "";
    // No test here invokes a function, so the program that function processes start with may be empty.
    const bootstrap = join(stateFolder, "bootstrap.js");
    writeFileSync(bootstrap, "");
    const lambda = openLambda({
      stateFolder,
      keys: KEYS,
      logs,
      endpoint: () => endpoint,
      bootstrap,
      updateDelay: 5,
    });
    const functions = { policy: async () => undefined, invoke: async () => ({ payload: "null" }) };
    const httpApis = await HttpApis.open({ stateFolder, functions, firstPort: 0 });
    const sqs = new SqsApi({ stateFolder, endpoint: () => endpoint });
    const services: ResourceServices = {
      cloudWatch: new CloudWatchApi({ stateFolder }),
      lambda,
      logs,
      httpApis,
      dynamodb: new DynamoDbApi({ stateFolder }),
      sqs,
      eventBridge: new EventBridgeApi({ stateFolder, targets: deliveryTargets(lambda, sqs) }),
      mappings: openEventSourceMappings({ stateFolder, lambda, sqs }),
      scheduler: new SchedulerApi({ stateFolder, targets: deliveryTargets(lambda, sqs) }),
      iam: new IamRecords(stateFolder),
    };
    const own = options.providers?.(services) ?? [];
    const types = new Set(own.map(({ type }) => type));
    const rest = resourceProviders(services).filter(({ type }) => !types.has(type));
    const { readTemplate } = options;
    const providers = [...own, ...rest];
    const api = new CloudFormationApi({
      stateFolder,
      providers,
      ...(readTemplate === undefined ? {} : { readTemplate }),
    });
    const server = await serve(stateFolder, new CloudFormationService(api));
    endpoint = server.endpoint;
    return new TestAccount(stateFolder, services, endpoint, api, server);
  }

  /** Creates a stack and waits for the end, whatever it is. */
  async create(
    StackName: string,
    template: object,
    input: Partial<CreateStackCommandInput> = {},
  ): Promise<Stack> {
    const TemplateBody = JSON.stringify(template);
    const { StackId } = await this.client.send(
      new CreateStackCommand({ StackName, TemplateBody, Capabilities: ["CAPABILITY_NAMED_IAM"], ...input }),
    );
    return this.settled(StackId ?? "");
  }

  /** Updates a stack and waits for the end, whatever it is. */
  async update(
    StackName: string,
    template: object,
    input: Partial<UpdateStackCommandInput> = {},
  ): Promise<Stack> {
    const TemplateBody = JSON.stringify(template);
    const { StackId } = await this.client.send(
      new UpdateStackCommand({ StackName, TemplateBody, Capabilities: ["CAPABILITY_NAMED_IAM"], ...input }),
    );
    return this.settled(StackId ?? "");
  }

  /** The stack as soon as no operation of it is under way. */
  async settled(StackName: string): Promise<Stack> {
    for (;;) {
      const { Stacks = [] } = await this.client.send(new DescribeStacksCommand({ StackName }));
      const stack = Stacks[0];
      if (stack !== undefined && !stack.StackStatus?.endsWith("IN_PROGRESS")) return stack;
      await setTimeout(10);
    }
  }

  /** `LogicalId STATUS` of a stack's events, oldest first; of those that match, if a pattern is given. */
  async events(StackName: string, pattern: RegExp = /./): Promise<string[]> {
    const { StackEvents = [] } = await this.client.send(new DescribeStackEventsCommand({ StackName }));
    const all = StackEvents.map(
      ({ LogicalResourceId, ResourceStatus }) => `${LogicalResourceId} ${ResourceStatus}`,
    );
    return all.reverse().filter((event) => pattern.test(event));
  }

  /** Ends everything; the state stays. */
  async stop(): Promise<void> {
    this.client.destroy();
    await this.api.close();
    await this.server.close();
    await this.services.httpApis.close();
    await this.services.scheduler.close();
    await this.services.eventBridge.close();
    await Promise.all([this.services.mappings.close(), this.services.lambda.close()]);
    await this.services.dynamodb.close();
    await this.services.sqs.close();
    this.services.cloudWatch.close();
  }

  /** Ends everything, and the state too. */
  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.stateFolder, { recursive: true, force: true });
  }
}
