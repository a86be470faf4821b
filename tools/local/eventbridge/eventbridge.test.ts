import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  TestEventPatternCommand,
} from "@aws-sdk/client-eventbridge";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { arnOf, type EventsAccount, startEvents } from "./eventbridge.fixture";

jest.setTimeout(60_000);

let local: EventsAccount;

beforeAll(async () => {
  local = await startEvents();
});

afterAll(() => local.close());

const EventPattern = JSON.stringify({ source: ["local.orders"] });
const target = { Id: "Queue", Arn: arnOf.queue("captures") };
const entry = { Source: "local.orders", DetailType: "t", Detail: "{}" };
const putRule = (more: object) =>
  local.events.send(new PutRuleCommand({ Name: "rule", EventPattern, ...more }));
const putTargets = (more: object) =>
  local.events.send(new PutTargetsCommand({ Rule: "rule", Targets: [{ ...target, ...more }] }));

describe("rules and targets", () => {
  test("are told as they were given, and paged", async () => {
    expect((await putRule({ Description: "first" })).RuleArn).toBe(arnOf.rule("rule"));
    await putRule({ Name: "rule-2" });
    const described = await local.events.send(new DescribeRuleCommand({ Name: "rule" }));
    expect(described).toMatchObject({
      Arn: arnOf.rule("rule"),
      Description: "first",
      EventBusName: "default",
      EventPattern,
      State: "ENABLED",
    });
    const full = {
      ...target,
      InputPath: "$.detail",
      RetryPolicy: { MaximumRetryAttempts: 4, MaximumEventAgeInSeconds: 3600 },
      DeadLetterConfig: { Arn: arnOf.queue("dead") },
    };
    await putTargets(full);
    const list = await local.events.send(new ListTargetsByRuleCommand({ Rule: "rule" }));
    expect(list.Targets).toEqual([full]);
    const first = await local.events.send(new ListRulesCommand({ NamePrefix: "rule", Limit: 1 }));
    expect(first.Rules).toMatchObject([{ Name: "rule" }]);
    const { NextToken } = first;
    const second = await local.events.send(new ListRulesCommand({ NamePrefix: "rule", NextToken }));
    expect(second.Rules).toMatchObject([{ Name: "rule-2" }]);
  });

  test("go one after the other", async () => {
    const remove = () => local.events.send(new DeleteRuleCommand({ Name: "rule" }));
    await expect(remove()).rejects.toMatchObject({ message: "Rule can't be deleted since it has targets." });
    await local.events.send(new RemoveTargetsCommand({ Rule: "rule", Ids: ["Queue", "none"] }));
    await remove();
    await remove();
    await expect(local.events.send(new DescribeRuleCommand({ Name: "rule" }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
  });

  test("are disabled and enabled", async () => {
    const state = async () => (await local.events.send(new DescribeRuleCommand({ Name: "rule-2" }))).State;
    await local.events.send(new DisableRuleCommand({ Name: "rule-2" }));
    expect(await state()).toBe("DISABLED");
    await local.events.send(new EnableRuleCommand({ Name: "rule-2" }));
    expect(await state()).toBe("ENABLED");
  });

  test.each([
    ["a bad pattern", { EventPattern: '{"source":"x"}' }, "Event pattern is not valid. Reason: "],
    ["another bus", { EventBusName: "orders" }, "Event bus orders does not exist"],
    ["a schedule", { ScheduleExpression: "rate(1 minute)" }, "does not support ScheduleExpression"],
  ])("%s is refused by name", async (_what, more, message) => {
    await expect(putRule(more)).rejects.toMatchObject({ message: expect.stringContaining(message) });
  });

  test.each([
    [
      "a target of another service",
      { Arn: "arn:aws:sns:us-east-1:000000000000:t" },
      "Lambda functions and standard SQS queues",
    ],
    ["a queue that is FIFO", { Arn: arnOf.queue("q.fifo") }, "standard SQS queues"],
    ["input that is no JSON", { Input: "{" }, "JSON syntax error in input for target Queue"],
    ["a path that is none", { InputPath: "$..x" }, "Invalid InputPath for target Queue"],
    [
      "a transformer",
      { InputTransformer: { InputTemplate: "x" } },
      "does not support Targets.0.InputTransformer",
    ],
  ])("%s is refused by name", async (_what, more, message) => {
    await putRule({});
    await expect(putTargets(more)).rejects.toMatchObject({ message: expect.stringContaining(message) });
  });
});

describe("PutEvents", () => {
  test("answers for each entry by itself", async () => {
    const Entries = [
      entry,
      { ...entry, Detail: "[]" },
      { ...entry, Detail: "{" },
      { ...entry, Source: "aws.s3" },
      { Source: "x", Detail: "{}" },
      { ...entry, DetailType: "t".repeat(129) },
    ];
    const output = await local.events.send(new PutEventsCommand({ Entries }));
    expect(output.FailedEntryCount).toBe(5);
    expect(output.Entries).toEqual([
      { EventId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." },
      { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." },
      { ErrorCode: "NotAuthorizedForSourceException", ErrorMessage: "Not authorized for the source." },
      {
        ErrorCode: "InvalidArgument",
        ErrorMessage: "Parameter DetailType is not valid. Reason: DetailType is a required argument.",
      },
      { ErrorCode: "InvalidArgument", ErrorMessage: expect.stringContaining("more than 128 characters") },
    ]);
  });

  test.each([
    ["more than ten entries", Array.from({ length: 11 }, () => entry), "less than or equal to 10"],
    ["none", [], "greater than or equal to 1"],
    [
      "a megabyte and more",
      [entry, { ...entry, Detail: JSON.stringify("x".repeat(1_048_576)) }],
      "over the limit",
    ],
    ["another bus", [{ ...entry, EventBusName: "mine" }], "Event bus mine does not exist"],
  ])("takes no part of a request with %s", async (_what, Entries, message) => {
    await expect(local.events.send(new PutEventsCommand({ Entries }))).rejects.toMatchObject({
      message: expect.stringContaining(message),
    });
  });
});

test("TestEventPattern says whether a pattern selects an event", async () => {
  const event = {
    id: "1",
    account: "0",
    source: "local.orders",
    time: "t",
    region: "r",
    resources: [],
    "detail-type": "d",
  };
  const ask = (Event: string) => local.events.send(new TestEventPatternCommand({ EventPattern, Event }));
  expect((await ask(JSON.stringify(event))).Result).toBe(true);
  expect((await ask(JSON.stringify({ ...event, source: "other" }))).Result).toBe(false);
  await expect(ask('{"id":"1"}')).rejects.toMatchObject({
    message: expect.stringContaining("it has no account"),
  });
});
