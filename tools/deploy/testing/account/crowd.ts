import { createHash } from "node:crypto";
import {
  CloudFormationClient,
  CreateStackCommand,
  waitUntilStackCreateComplete,
} from "@aws-sdk/client-cloudformation";
import {
  CreateAliasCommand,
  CreateFunctionCommand,
  LambdaClient,
  waitUntilFunctionActiveV2,
} from "@aws-sdk/client-lambda";
import type { TestAccount } from "./account";
import { zipOf } from "./zip";

const ENVIRONMENT = { LEVEL: "info" };
const AT_ONCE = 10;
const PACE = { minDelay: 0.05, maxDelay: 0.2, maxWaitTime: 60 };

/** Many services with functions and stacks of their own, made past the deployer, which would take longer. */
export class Crowd {
  readonly lambda: LambdaClient;
  readonly cloudFormation: CloudFormationClient;
  #zip: Buffer = Buffer.alloc(0);

  constructor(connection: TestAccount["connection"]) {
    this.lambda = new LambdaClient(connection);
    this.cloudFormation = new CloudFormationClient(connection);
  }

  /** SHA-256 of the code of every function, in hexadecimal. */
  get sha256(): string {
    return createHash("sha256").update(this.#zip).digest("hex");
  }

  /** Makes functions with the alias `live` at version 1, and stacks of those names that hold next to nothing. */
  async make(functions: readonly string[], stacks: readonly string[]): Promise<void> {
    this.#zip = await zipOf({ "index.js": "exports.handler = async () => 1;" });
    const waiting = [
      ...functions.map((name) => () => this.#makeFunction(name)),
      ...stacks.map((name) => () => this.#makeStack(name)),
    ].values();
    const worker = async (): Promise<void> => {
      for (const make of waiting) await make();
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  }

  close(): void {
    this.lambda.destroy();
    this.cloudFormation.destroy();
  }

  async #makeFunction(FunctionName: string): Promise<void> {
    await this.lambda.send(
      new CreateFunctionCommand({
        FunctionName,
        Role: "arn:aws:iam::000000000000:role/test",
        Handler: "index.handler",
        Runtime: "nodejs24.x",
        Environment: { Variables: ENVIRONMENT },
        Code: { ZipFile: this.#zip },
        Publish: true,
      }),
    );
    await waitUntilFunctionActiveV2({ client: this.lambda, ...PACE }, { FunctionName });
    await this.lambda.send(new CreateAliasCommand({ FunctionName, Name: "live", FunctionVersion: "1" }));
  }

  async #makeStack(StackName: string): Promise<void> {
    const TemplateBody = JSON.stringify({
      Resources: {
        Log: { Type: "AWS::Logs::LogGroup", Properties: { LogGroupName: `/crowd/${StackName}` } },
      },
    });
    await this.cloudFormation.send(new CreateStackCommand({ StackName, TemplateBody }));
    await waitUntilStackCreateComplete({ client: this.cloudFormation, ...PACE }, { StackName });
  }
}
