import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import {
  AddPermissionCommand,
  CreateFunctionCommand,
  LambdaClient,
  waitUntilFunctionActiveV2,
} from "@aws-sdk/client-lambda";
import { CreateQueueCommand, type Message, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { type Account, startAccount } from "../account/account";
import type { FaultProfile } from "../faults/profile";
import { FUNCTION_DEFAULTS, WAIT, zipOf } from "../lambda/lambda.fixture";
import { connection } from "../testing/client.fixture";

/** For tests: a whole account on a free port, with SDK clients of what events come from and go to. */
export interface EventsAccount {
  readonly account: Account;
  readonly stateFolder: string;
  readonly events: EventBridgeClient;
  readonly lambda: LambdaClient;
  readonly sqs: SQSClient;
  /** Ends it; removes the state too, unless `keepState`. */
  close(keepState?: boolean): Promise<void>;
}

export interface EventsAccountOptions {
  readonly stateFolder?: string;
  readonly faults?: FaultProfile;
}

export async function startEvents(options: EventsAccountOptions = {}): Promise<EventsAccount> {
  const stateFolder = options.stateFolder ?? mkdtempSync(join(tmpdir(), "ferry-events-"));
  const bootstrap = join(__dirname, "..", "bootstrap.js");
  const account = await startAccount({ stateFolder, bootstrap, port: 0, faults: options.faults });
  const clients = eventsClients(account);
  return {
    account,
    stateFolder,
    ...clients,
    close: async (keepState = false) => {
      for (const client of Object.values(clients)) client.destroy();
      await account.close();
      if (!keepState) rmSync(stateFolder, { recursive: true, force: true });
    },
  };
}

function eventsClients(account: Account) {
  const client = connection(account);
  return {
    events: new EventBridgeClient(client),
    lambda: new LambdaClient(client),
    sqs: new SQSClient(client),
  };
}

export const arnOf = {
  rule: (name: string) => `arn:aws:events:us-east-1:000000000000:rule/${name}`,
  queue: (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`,
  function: (name: string) => `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
};

/** A queue that EventBridge may send to. Resolves to its URL. */
export async function makeQueue({ sqs }: Pick<EventsAccount, "sqs">, name: string): Promise<string> {
  const Policy = JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: arnOf.queue(name),
      },
    ],
  });
  const { QueueUrl = "" } = await sqs.send(
    new CreateQueueCommand({ QueueName: name, Attributes: { Policy } }),
  );
  return QueueUrl;
}

/** The next messages of a queue, as many as were asked for; waits for them. */
export async function receive(
  { sqs }: Pick<EventsAccount, "sqs">,
  QueueUrl: string,
  count = 1,
): Promise<Message[]> {
  const messages: Message[] = [];
  while (messages.length < count) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: 20,
        MessageAttributeNames: ["All"],
        MessageSystemAttributeNames: ["All"],
      }),
    );
    messages.push(...Messages);
  }
  return messages;
}

/** A function of one file that EventBridge may invoke, once it is Active. */
export async function makeFunction(
  { lambda }: Pick<EventsAccount, "lambda">,
  FunctionName: string,
  source: string,
  settings: object = {},
): Promise<void> {
  const Code = { ZipFile: await zipOf({ "index.js": source }) };
  await lambda.send(
    new CreateFunctionCommand({ FunctionName, ...FUNCTION_DEFAULTS, Timeout: 30, ...settings, Code }),
  );
  await lambda.send(
    new AddPermissionCommand({
      FunctionName,
      StatementId: "events",
      Action: "lambda:InvokeFunction",
      Principal: "events.amazonaws.com",
    }),
  );
  await waitUntilFunctionActiveV2({ client: lambda, ...WAIT }, { FunctionName });
}
