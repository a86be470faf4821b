import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LambdaClient } from "@aws-sdk/client-lambda";
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  SendMessageBatchCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { type Account, startAccount } from "../account/account";
import { FaultProfile } from "../faults/profile";
import { deploy, until } from "../lambda/lambda.fixture";
import { connection } from "../testing/client.fixture";

/** For tests: an account with queues and functions, and what the functions have got. */
export interface TestMappings {
  readonly lambda: LambdaClient;
  readonly sqs: SQSClient;
  readonly account: Account;
  /** Ends the account, and starts it again from its state. */
  restart(): Promise<TestMappings>;
  close(): Promise<void>;
  /** Makes a function that `keep`s what it gets, and then does as `answer` says: the body of an async function of `event`. */
  function(name: string, answer: string, settings?: object): Promise<void>;
  /** Sets the account's clock ahead, by seconds, and lets the queue's pollers look at it. */
  pass(seconds: number, QueueUrl: string): Promise<void>;
  /** The events that a function has got so far. */
  events(name: string): SqsEvent[];
}

export interface SqsEvent {
  readonly Records: readonly {
    readonly body: string;
    readonly messageId: string;
    readonly attributes: object;
  }[];
}

export async function startMappings(
  stateFolder: string = mkdtempSync(join(tmpdir(), "ferry-mappings-")),
): Promise<TestMappings> {
  const bootstrap = join(__dirname, "..", "bootstrap.js");
  const account = await startAccount({ stateFolder, bootstrap, port: 0 });
  const client = connection(account);
  const lambda = new LambdaClient(client);
  const sqs = new SQSClient(client);
  const end = async (): Promise<void> => {
    lambda.destroy();
    sqs.destroy();
    await account.close();
  };
  let ahead = 0;
  const record = (name: string) => join(stateFolder, `${name}.events`);
  return {
    lambda,
    sqs,
    account,
    restart: async () => {
      await end();
      return startMappings(stateFolder);
    },
    close: async () => {
      await end();
      rmSync(stateFolder, { recursive: true, force: true });
    },
    function: (name, answer, settings = {}) =>
      deploy(
        { lambda },
        name,
        `const { appendFileSync } = require("node:fs");
         const keep = (event) => appendFileSync(${JSON.stringify(record(name))}, JSON.stringify(event) + "\\n");
         exports.handler = async (event) => {
           keep(event);
           ${answer}
         };`,
        settings,
      ),
    pass: async (seconds, QueueUrl) => {
      ahead += seconds;
      account.setFaults(FaultProfile.parse({ version: 1, clock: { ahead } }));
      // A waiting receive is woken by any change of its queue.
      await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: {} }));
    },
    events: (name) => readEvents(record(name)),
  };
}

/** Resolves once a function has got so many events. */
export function gotEvents(mappings: TestMappings, name: string, count: number): Promise<void> {
  return until(() => mappings.events(name).length >= count);
}

/** A new queue: its URL and its ARN. */
export async function makeQueue(
  { sqs }: TestMappings,
  QueueName: string,
  Attributes: Record<string, string> = {},
): Promise<{ QueueUrl: string; arn: string }> {
  const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
  const asked = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }));
  return { QueueUrl, arn: asked.Attributes?.QueueArn ?? "" };
}

/** Sends messages all at once, so that a receiver gets them together. */
export async function sendAll(
  { sqs }: TestMappings,
  QueueUrl: string,
  bodies: readonly string[],
): Promise<void> {
  for (let first = 0; first < bodies.length; first += 10) {
    const Entries = bodies
      .slice(first, first + 10)
      .map((MessageBody, index) => ({ Id: String(index), MessageBody }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  }
}

/** Resolves once the queue holds no message but so many that are in flight. */
export function isLeftWith({ sqs }: TestMappings, QueueUrl: string, inFlight: number): Promise<void> {
  return until(async () => {
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }),
    );
    const { ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible } = Attributes;
    return ApproximateNumberOfMessages === "0" && ApproximateNumberOfMessagesNotVisible === String(inFlight);
  });
}

/** Resolves once the queue holds no messages, visible or not. */
export function isEmpty(mappings: TestMappings, QueueUrl: string): Promise<void> {
  return isLeftWith(mappings, QueueUrl, 0);
}

function readEvents(file: string): SqsEvent[] {
  try {
    const lines = readFileSync(file, "utf8").split("\n").filter(Boolean);
    return lines.map((line) => JSON.parse(line) as SqsEvent);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
