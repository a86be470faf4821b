import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { TestAccount } from "../../cloudformation/account.fixture";
import { lambdaFunction, role } from "../../cloudformation/templates.fixture";

let account: TestAccount;

beforeAll(async () => {
  account = await TestAccount.start();
});

afterAll(() => account.remove());

const FunctionName = "events-function";
const QUEUE = "arn:aws:sqs:us-east-1:000000000000:dead";
const att = (...path: string[]) => ({ "Fn::GetAtt": path });

/** As the constructs of a service make them. */
const template = (rule: object, schedule: object, config: object) => ({
  Resources: {
    Role: role(),
    Function: lambdaFunction({ FunctionName }),
    Live: {
      Type: "AWS::Lambda::Alias",
      Properties: { FunctionName: { Ref: "Function" }, FunctionVersion: "$LATEST", Name: "live" },
    },
    Rule: {
      Type: "AWS::Events::Rule",
      Properties: {
        Name: "local-events-orders",
        EventPattern: { source: ["local.orders"], "detail-type": ["orders.OrderPlaced.v1"] },
        State: "ENABLED",
        Targets: [{ Id: "Function", Arn: { Ref: "Live" }, DeadLetterConfig: { Arn: QUEUE } }],
        ...rule,
      },
    },
    Schedule: {
      Type: "AWS::Scheduler::Schedule",
      Properties: {
        Name: "local-events-sweep",
        ScheduleExpression: "rate(1 hour)",
        FlexibleTimeWindow: { Mode: "OFF" },
        Target: {
          Arn: { Ref: "Live" },
          RoleArn: att("Role", "Arn"),
          RetryPolicy: { MaximumRetryAttempts: "2" },
        },
        ...schedule,
      },
    },
    Config: {
      Type: "AWS::Lambda::EventInvokeConfig",
      DependsOn: "Live",
      Properties: {
        FunctionName: { Ref: "Function" },
        Qualifier: "live",
        MaximumRetryAttempts: 1,
        DestinationConfig: { OnFailure: { Destination: QUEUE } },
        ...config,
      },
    },
  },
  Outputs: { Rule: { Value: att("Rule", "Arn") }, Schedule: { Value: att("Schedule", "Arn") } },
});

it("rules, schedules and settings of asynchronous events are made, changed in place and gone with their stack", async () => {
  const { eventBridge, scheduler, lambda } = account.services;
  const created = await account.create("events", template({}, {}, {}));
  expect(created.StackStatus).toBe("CREATE_COMPLETE");
  expect(created.Outputs?.map(({ OutputValue }) => OutputValue)).toEqual([
    "arn:aws:events:us-east-1:000000000000:rule/local-events-orders",
    "arn:aws:scheduler:us-east-1:000000000000:schedule/default/local-events-sweep",
  ]);
  const Rule = "local-events-orders";
  const Name = "local-events-sweep";
  const live = `arn:aws:lambda:us-east-1:000000000000:function:${FunctionName}:live`;
  expect((await eventBridge.listTargetsByRule({ Rule })).Targets).toEqual([
    { Id: "Function", Arn: live, DeadLetterConfig: { Arn: QUEUE } },
  ]);
  expect(await scheduler.getSchedule({ Name })).toMatchObject({
    ScheduleExpression: "rate(1 hour)",
    Target: { Arn: live, RetryPolicy: { MaximumRetryAttempts: 2 } },
  });
  expect(await lambda.getFunctionEventInvokeConfig({ FunctionName, Qualifier: "live" })).toMatchObject({
    MaximumRetryAttempts: 1,
    DestinationConfig: { OnFailure: { Destination: QUEUE } },
  });

  const changed = template(
    { State: "DISABLED", Targets: [{ Id: "Other", Arn: QUEUE }] },
    { ScheduleExpression: "cron(0 8 * * ? *)", ScheduleExpressionTimezone: "Europe/Berlin" },
    { MaximumRetryAttempts: 0, DestinationConfig: {} },
  );
  expect((await account.update("events", changed)).StackStatus).toBe("UPDATE_COMPLETE");
  expect((await eventBridge.describeRule({ Name: Rule })).State).toBe("DISABLED");
  expect((await eventBridge.listTargetsByRule({ Rule })).Targets).toEqual([{ Id: "Other", Arn: QUEUE }]);
  expect(await scheduler.getSchedule({ Name })).toMatchObject({
    ScheduleExpressionTimezone: "Europe/Berlin",
  });
  const config = await lambda.getFunctionEventInvokeConfig({ FunctionName, Qualifier: "live" });
  expect(config).toMatchObject({ MaximumRetryAttempts: 0, DestinationConfig: { OnFailure: {} } });

  const none = { Resources: { Role: role() } };
  expect((await account.update("events", none)).StackStatus).toBe("UPDATE_COMPLETE");
  expect((await eventBridge.listRules({})).Rules).toEqual([]);
  expect(await scheduler.listSchedules()).toEqual({ Schedules: [] });
});

it.each([
  ["a pattern that EventBridge refuses", { EventPattern: { source: "local.orders" } }, {}],
  ["an expression that Scheduler refuses", {}, { ScheduleExpression: "cron(* * * * * *)" }],
])("%s fails the stack, and nothing is left", async (_what, rule, schedule) => {
  const stack = await account.create(`bad-${Object.keys(rule).length}`, template(rule, schedule, {}));
  expect(stack.StackStatus).toBe("ROLLBACK_COMPLETE");
  expect((await account.services.eventBridge.listRules({})).Rules).toEqual([]);
  expect(await account.services.scheduler.listSchedules()).toEqual({ Schedules: [] });
});

it("a rule is not taken over by a second stack", async () => {
  await account.services.eventBridge.putRule({
    Name: "local-events-orders",
    EventPattern: '{"source":["mine"]}',
  });
  const stack = await account.create("taken", template({}, {}, {}));
  expect(stack.StackStatus).toBe("ROLLBACK_COMPLETE");
  const { EventPattern } = await account.services.eventBridge.describeRule({ Name: "local-events-orders" });
  expect(EventPattern).toBe('{"source":["mine"]}');
});
