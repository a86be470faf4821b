import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  InvokeCommand,
  LambdaClient,
  waitUntilFunctionActiveV2,
} from "@aws-sdk/client-lambda";
import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { BatchGetTracesCommand, GetTraceSummariesCommand, XRayClient } from "@aws-sdk/client-xray";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { type Account, startAccount } from "../account/account";
import { FUNCTION_DEFAULTS, until, WAIT, zipOf } from "../lambda/lambda.fixture";
import { connection } from "../testing/client.fixture";
import { SIGNED_FETCH } from "../testing/signed-fetch/function-source";
import type { SegmentDocument } from "./segment";

const stateFolder = mkdtempSync(join(tmpdir(), "ferry-links-"));
const bootstrap = join(__dirname, "..", "bootstrap.js");

/** Sends a message with its own trace header in the request, as the AWS SDK does it. */
const PRODUCER = `${SIGNED_FETCH}
exports.handler = async ({ QueueUrl }) => {
  const answer = await signedFetch("sqs", "/", {
    headers: {
      "x-amz-target": "AmazonSQS.SendMessage",
      "x-amzn-trace-id": process.env._X_AMZN_TRACE_ID,
    },
    body: JSON.stringify({ QueueUrl, MessageBody: "{}" }),
  });
  return { status: answer.status };
};`;

let account: Account;
let lambda: LambdaClient;
let sqs: SQSClient;
let xray: XRayClient;

beforeAll(async () => {
  account = await startAccount({ stateFolder, bootstrap, port: 0 });
  const options = connection(account);
  lambda = new LambdaClient(options);
  sqs = new SQSClient(options);
  xray = new XRayClient(options);
});

afterAll(async () => {
  for (const client of [lambda, sqs, xray]) client.destroy();
  await account.close();
  rmSync(stateFolder, { recursive: true, force: true });
});

async function create(FunctionName: string, source: string): Promise<void> {
  const ZipFile = await zipOf({ "index.js": source });
  const TracingConfig = { Mode: "Active" as const };
  await lambda.send(
    new CreateFunctionCommand({
      ...FUNCTION_DEFAULTS,
      FunctionName,
      Code: { ZipFile },
      TracingConfig,
      Timeout: 30,
    }),
  );
  await waitUntilFunctionActiveV2({ client: lambda, ...WAIT }, { FunctionName });
}

/** Segments of the one trace that has a function of this name in it; none as long as there is no such trace. */
async function segments(name: string): Promise<SegmentDocument[]> {
  const { TraceSummaries = [] } = await xray.send(
    new GetTraceSummariesCommand({
      StartTime: new Date(Date.now() - 60_000),
      EndTime: new Date(Date.now() + 1000),
      FilterExpression: `service("${name}")`,
    }),
  );
  const TraceIds = TraceSummaries.flatMap(({ Id }) => Id ?? []);
  if (TraceIds.length === 0) return [];
  const { Traces = [] } = await xray.send(new BatchGetTracesCommand({ TraceIds }));
  return Traces.flatMap(({ Segments = [] }) =>
    Segments.map(({ Document = "" }) => JSON.parse(Document) as SegmentDocument),
  );
}

it("links the trace of a batch to those of its messages", async () => {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "captures" }));
  await create("producer", PRODUCER);
  await create("consumer", "exports.handler = async () => undefined;");
  const EventSourceArn = "arn:aws:sqs:us-east-1:000000000000:captures";
  await lambda.send(new CreateEventSourceMappingCommand({ EventSourceArn, FunctionName: "consumer" }));
  const Payload = Buffer.from(JSON.stringify({ QueueUrl }));
  const { Payload: answer } = await lambda.send(new InvokeCommand({ FunctionName: "producer", Payload }));
  expect(JSON.parse(Buffer.from(answer ?? []).toString())).toEqual({ status: 200 });

  await until(async () => (await segments("consumer")).length > 0);
  const produced = await segments("producer");
  const code = produced.find(({ origin }) => origin === "AWS::Lambda::Function");
  const [consumed] = await segments("consumer");
  expect(consumed).toMatchObject({
    origin: "AWS::Lambda",
    links: [{ trace_id: code?.trace_id, id: code?.id }],
  });
  expect(consumed?.trace_id).not.toBe(code?.trace_id);
  expect(code?.subsegments).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ name: "SQS", aws: expect.objectContaining({ queue_url: QueueUrl }) }),
    ]),
  );
});
