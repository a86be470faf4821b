import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from "@aws-sdk/client-dynamodb";
import { App, type Stack } from "aws-cdk-lib";
import { startAccount } from "../local/account/account";
import { FaultProfile } from "../local/faults/profile";
import { PublishedEvents } from "./published-events";
import { tableOf } from "./table-of";

/** The AWS of a service's tests: a local account of its own, with the service's table in it. */
export interface ServiceAccount {
  /** What was published in it. */
  readonly events: PublishedEvents;
  /** What an action comes to while an operation, e.g. `events:PutEvents`, answers 503. */
  without<T>(operation: string, action: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/**
 * Starts an account, makes the table of the service's stack in it, so that the code is tried against the keys and indexes that it
 * will meet, and sets the environment variables that the service's function would have. What reads them when it is loaded, as AWS
 * clients do, has to be loaded afterwards.
 *
 * @param stack what the service's `stack.ts` exports
 * @param variables those that the service needs besides `TABLE_NAME`
 */
export async function startServiceAccount(
  stack: (app: App) => Stack,
  variables: Readonly<Record<string, string>> = {},
): Promise<ServiceAccount> {
  const stateFolder = mkdtempSync(join(tmpdir(), "ferry-service-"));
  const bootstrap = join(__dirname, "../local/bootstrap.js");
  const events = new PublishedEvents();
  const account = await startAccount({ stateFolder, port: 0, bootstrap, witness: events });

  const app = new App({ treeMetadata: false, builtinCloudFormationValidation: false });
  const { artifactId, stackName: service } = stack(app);
  const name = `local-${service}`;
  Object.assign(process.env, {
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: account.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: account.credentials.secretAccessKey,
    AWS_ENDPOINT_URL: account.endpoint,
    AWS_LAMBDA_FUNCTION_NAME: name,
    FERRY_ENVIRONMENT: "local",
    FERRY_SERVICE: service,
    POWERTOOLS_SERVICE_NAME: service,
    POWERTOOLS_METRICS_NAMESPACE: "ferry/local",
    TABLE_NAME: name,
    ...variables,
  });
  const client = new DynamoDBClient();
  const table = tableOf(app.synth().getStackArtifact(artifactId).template);
  await client.send(new CreateTableCommand({ ...table, TableName: name }));
  await waitUntilTableExists({ client, maxWaitTime: 20, minDelay: 0.1, maxDelay: 0.2 }, { TableName: name });
  client.destroy();

  return {
    events,
    async without(operation, action) {
      const fault = { kind: "error", status: 503, operations: [operation] };
      account.setFaults(FaultProfile.parse({ version: 1, faults: [fault] }));
      return await action().finally(() => account.setFaults(undefined));
    },
    async close() {
      await account.close();
      rmSync(stateFolder, { recursive: true });
    },
  };
}
