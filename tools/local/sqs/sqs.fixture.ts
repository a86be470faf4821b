import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { connection, serve } from "../testing/client.fixture";
import { SqsApi } from "./api";
import { sqsService } from "./service";

/** For tests: SQS behind the account's real server on a free port, with a clock that tests can set ahead. */
export interface TestSqs {
  readonly endpoint: string;
  readonly api: SqsApi;
  readonly client: SQSClient;
  readonly stateFolder: string;
  /** Sets the account's clock ahead. */
  pass(seconds: number): void;
  /** Ends all of it, and removes the state unless `keepState`. */
  close(keepState?: boolean): Promise<void>;
}

export async function startSqs(
  stateFolder: string = mkdtempSync(join(tmpdir(), "ferry-sqs-")),
): Promise<TestSqs> {
  let endpoint = "";
  let ahead = 0;
  const api = new SqsApi({ stateFolder, endpoint: () => endpoint, now: () => Date.now() + ahead });
  const server = await serve(stateFolder, sqsService(api));
  endpoint = server.endpoint;
  const client = new SQSClient(connection(endpoint));
  return {
    endpoint,
    api,
    client,
    stateFolder,
    pass: (seconds) => {
      ahead += seconds * 1000;
    },
    close: async (keepState = false) => {
      client.destroy();
      await api.close();
      await server.close();
      if (!keepState) rmSync(stateFolder, { recursive: true, force: true });
    },
  };
}

/** A new queue: its URL, and its ARN. */
export async function makeQueue(
  { client }: TestSqs,
  QueueName: string,
  Attributes: Record<string, string> = {},
): Promise<{ QueueUrl: string; arn: string }> {
  const { QueueUrl = "" } = await client.send(new CreateQueueCommand({ QueueName, Attributes }));
  const asked = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }));
  return { QueueUrl, arn: asked.Attributes?.QueueArn ?? "" };
}
