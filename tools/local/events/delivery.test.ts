import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PutEventsCommand, PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { until } from "../lambda/lambda.fixture";
import { arnOf, type EventsAccount, makeFunction, makeQueue, receive, startEvents } from "./events.fixture";

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
      faults: [],
      transitions: { retry: [1, 1] },
    },
  });
});

afterAll(() => local.close());

async function rule(name: string, pattern: object, ...targets: { Id: string; Arn: string }[]): Promise<void> {
  await local.events.send(new PutRuleCommand({ Name: name, EventPattern: JSON.stringify(pattern) }));
  await local.events.send(new PutTargetsCommand({ Rule: name, Targets: targets }));
}

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
    await until(() => existsSync(file));
    expect(readFileSync(file, "utf8")).toMatch(new RegExp(`^${ROOT};Parent=[0-9a-f]{16};Sampled=\\d 2\n$`));
  });
});
