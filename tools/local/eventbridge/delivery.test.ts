import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  PutEventsCommand,
  type PutEventsRequestEntry,
  PutRuleCommand,
  PutTargetsCommand,
  type Target,
} from "@aws-sdk/client-eventbridge";
import { CreateQueueCommand } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { until } from "../lambda/lambda.fixture";
import {
  arnOf,
  type EventsAccount,
  makeFunction,
  makeQueue,
  receive,
  startEvents,
} from "./eventbridge.fixture";

// Real processes on a machine that may be busy: what hangs is ended, what is slow is not.
jest.setTimeout(60_000);

const ROOT = "Root=1-5759e988-bd862e3fe1be46a994272793";
const TRACE = `${ROOT};Parent=53995c3f42cd8ad8;Sampled=1`;

let local: EventsAccount;

beforeAll(async () => {
  local = await startEvents({
    faults: {
      version: 1,
      seed: 1,
      rates: [],
      faults: [{ kind: "duplicate-delivery", rules: ["doubled"], probability: 1, skip: 0, limit: 1 }],
      transitions: { retry: [1, 1] },
    },
  });
});

afterAll(() => local.close());

async function rule(name: string, pattern: object, ...targets: Target[]): Promise<void> {
  await local.events.send(new PutRuleCommand({ Name: name, EventPattern: JSON.stringify(pattern) }));
  await local.events.send(new PutTargetsCommand({ Rule: name, Targets: targets }));
}

const put = (...Entries: PutEventsRequestEntry[]) => local.events.send(new PutEventsCommand({ Entries }));

const entry = (Source: string, detail: object, more: object = {}) => ({
  Source,
  DetailType: "orders.OrderPlaced.v1",
  Detail: JSON.stringify(detail),
  ...more,
});

describe("an event that a rule selects", () => {
  test("comes to its queue as EventBridge writes it, with the trace", async () => {
    const url = await makeQueue(local, "captures");
    await rule("to-queue", { source: ["local.orders"] }, { Id: "Queue", Arn: arnOf.queue("captures") });
    const { Entries = [], FailedEntryCount } = await local.events.send(
      new PutEventsCommand({
        Entries: [
          entry("local.other", { id: "0" }),
          entry("local.orders", { id: "1" }, { TraceHeader: TRACE, Resources: ["arn:aws:x"] }),
        ],
      }),
    );
    expect(FailedEntryCount).toBe(0);
    const [message] = await receive(local, url);
    expect(JSON.parse(message?.Body ?? "")).toEqual({
      version: "0",
      id: Entries[1]?.EventId,
      "detail-type": "orders.OrderPlaced.v1",
      source: "local.orders",
      account: "000000000000",
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      region: "us-east-1",
      resources: ["arn:aws:x"],
      detail: { id: "1" },
    });
    expect(message?.Attributes?.AWSTraceHeader).toBe(TRACE);
  });

  test("comes to its function, asynchronously and in its trace", async () => {
    const file = join(local.stateFolder, "seen");
    await makeFunction(
      local,
      "listener",
      `exports.handler = async (event) => {
         require("node:fs").appendFileSync(${JSON.stringify(file)}, process.env._X_AMZN_TRACE_ID + " " + event.detail.id + "\\n");
       };`,
    );
    await rule("to-function", { detail: { id: ["2"] } }, { Id: "Function", Arn: arnOf.function("listener") });
    await local.events.send(
      new PutEventsCommand({ Entries: [entry("local.any", { id: "2" }, { TraceHeader: TRACE })] }),
    );
    await until(() => existsSync(file) && readFileSync(file, "utf8").endsWith("\n"));
    expect(readFileSync(file, "utf8")).toMatch(new RegExp(`^${ROOT};Parent=[0-9a-f]{16};Sampled=\\d 2\n$`));
  });

  test("comes twice where the fault profile says so", async () => {
    const url = await makeQueue(local, "doubled");
    await rule("doubled", { source: ["local.doubled"] }, { Id: "Queue", Arn: arnOf.queue("doubled") });
    await put(entry("local.doubled", { n: 1 }), entry("local.doubled", { n: 2 }));
    const numbers = (await receive(local, url, 3)).map(({ Body = "" }) => JSON.parse(Body).detail.n);
    expect(numbers.sort()).toEqual([1, 1, 2]);
  });
});

describe("an event that cannot be delivered", () => {
  test.each([
    ["the queue is gone", "gone", "NO_RESOURCE", "The specified queue does not exist."],
    [
      "the queue does not let EventBridge in",
      "closed",
      "NO_PERMISSIONS",
      "does not allow events.amazonaws.com",
    ],
  ])("goes to the dead-letter queue at once when %s", async (_when, name, code, message) => {
    if (name === "closed") await local.sqs.send(new CreateQueueCommand({ QueueName: name }));
    const url = await makeQueue(local, `dead-${name}`);
    await rule(
      name,
      { source: [`local.${name}`] },
      { Id: "Queue", Arn: arnOf.queue(name), DeadLetterConfig: { Arn: arnOf.queue(`dead-${name}`) } },
    );
    await put(entry(`local.${name}`, { id: name }));
    const [dead] = await receive(local, url);
    expect(JSON.parse(dead?.Body ?? "")).toMatchObject({ source: `local.${name}`, detail: { id: name } });
    expect(dead?.MessageAttributes).toMatchObject({
      RULE_ARN: { StringValue: arnOf.rule(name) },
      TARGET_ARN: { StringValue: arnOf.queue(name) },
      ERROR_CODE: { StringValue: code },
      ERROR_MESSAGE: { StringValue: expect.stringContaining(message) },
    });
    expect(Object.keys(dead?.MessageAttributes ?? {})).toHaveLength(4);
  });
});

test("rules, and events that were taken, are there after a restart", async () => {
  const stateFolder = mkdtempSync(join(tmpdir(), "ferry-events-restart-"));
  let account = await startEvents({ stateFolder });
  await makeQueue(account, "kept");
  await account.events.send(
    new PutRuleCommand({ Name: "kept", EventPattern: JSON.stringify({ source: ["local.kept"] }) }),
  );
  const Targets = [{ Id: "Queue", Arn: arnOf.queue("kept") }];
  await account.events.send(new PutTargetsCommand({ Rule: "kept", Targets }));
  await account.events.send(new PutEventsCommand({ Entries: [entry("local.kept", { n: 1 })] }));
  await account.close(true);

  account = await startEvents({ stateFolder });
  await account.events.send(new PutEventsCommand({ Entries: [entry("local.kept", { n: 2 })] }));
  const url = `${account.account.endpoint}/000000000000/kept`;
  const numbers = (await receive(account, url, 2)).map(({ Body = "" }) => JSON.parse(Body).detail.n);
  await account.close();
  expect(numbers.sort()).toEqual([1, 2]);
});
