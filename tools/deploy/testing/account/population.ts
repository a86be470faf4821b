import {
  CloudFormationClient,
  CreateStackCommand,
  waitUntilStackCreateComplete,
} from "@aws-sdk/client-cloudformation";
import type { EnvironmentRecord } from "../../bucket/environment/record";
import { EnvironmentRecords } from "../../bucket/environment/records";
import { Records } from "../../bucket/record/records";
import { ENVIRONMENT_TAG, SERVICE_TAG } from "../../plan/desired";
import type { TestAccount } from "./account";

const PACE = { minDelay: 0.05, maxDelay: 0.2, maxWaitTime: 60 };

/** An environment to be made. */
export interface Made {
  readonly name: string;
  readonly services: readonly string[];
  /** Members of its record besides those that each has; undefined for no record. */
  readonly record?: Partial<EnvironmentRecord> | undefined;
  /** Further resources of each stack. */
  readonly resources?: object;
  readonly terminationProtection?: boolean;
}

/** Environments, made past the deployer, which would take longer. */
export class Population {
  readonly #account: TestAccount;
  readonly #cloudFormation: CloudFormationClient;

  constructor(account: TestAccount) {
    this.#account = account;
    this.#cloudFormation = new CloudFormationClient(account.connection);
  }

  async make(...environments: readonly Made[]): Promise<void> {
    await Promise.all(environments.map((one) => this.#make(one)));
  }

  close(): void {
    this.#cloudFormation.destroy();
  }

  async #make({ name, services, record, resources, terminationProtection }: Made): Promise<void> {
    const bucket = this.#account.bucket();
    if (record) {
      const created = "2026-01-01T00:00:00Z";
      await new EnvironmentRecords(bucket).create(name, { version: 1, owner: "test", created, ...record });
    }
    const records = new Records(bucket, name);
    for (const service of services) {
      await records.update(service, () => ({ functions: {}, by: "test", at: new Date().toISOString() }));
      await this.#makeStack(name, service, resources, terminationProtection);
    }
  }

  async #makeStack(
    environment: string,
    service: string,
    resources: object | undefined,
    protection = false,
  ): Promise<void> {
    const StackName = `${environment}-${service}`;
    await this.#cloudFormation.send(
      new CreateStackCommand({
        StackName,
        TemplateBody: JSON.stringify({ Resources: { ...resourcesOf(StackName), ...resources } }),
        Tags: [
          { Key: ENVIRONMENT_TAG, Value: environment },
          { Key: SERVICE_TAG, Value: service },
        ],
        EnableTerminationProtection: protection,
      }),
    );
    await waitUntilStackCreateComplete({ client: this.#cloudFormation, ...PACE }, { StackName });
  }
}

/** What a service has that a deletion could forget: a log group, a queue and a table. */
function resourcesOf(name: string): object {
  return {
    Logs: { Type: "AWS::Logs::LogGroup", Properties: { LogGroupName: `/aws/lambda/${name}` } },
    Queue: { Type: "AWS::SQS::Queue", Properties: { QueueName: `${name}-queue` } },
    Table: {
      Type: "AWS::DynamoDB::Table",
      Properties: {
        TableName: name,
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        BillingMode: "PAY_PER_REQUEST",
      },
    },
  };
}
