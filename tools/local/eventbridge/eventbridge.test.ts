import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
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
  test("are described as they were put, and listed", async () => {
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
      RetryPolicy: { MaximumRetryAttempts: 4, MaximumEventAgeInSeconds: 3600 },
      DeadLetterConfig: { Arn: arnOf.queue("dead") },
    };
    await putTargets(full);
    const list = await local.events.send(new ListTargetsByRuleCommand({ Rule: "rule" }));
    expect(list.Targets).toEqual([full]);
    const { Rules } = await local.events.send(new ListRulesCommand({ NamePrefix: "rule" }));
    expect(Rules).toMatchObject([{ Name: "rule" }, { Name: "rule-2" }]);
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
    ["input of its own", { Input: "{}" }, "does not support Targets.0.Input"],
    ["a part of the event", { InputPath: "$.detail" }, "does not support Targets.0.InputPath"],
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
