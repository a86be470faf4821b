import { describe, expect, test } from "@jest/globals";
import { stack as everything } from "./fixtures/everything";
import { ofType, type Statement, statements, synthesized } from "./synthesized.fixture";

const template = synthesized(everything);
const allowed = statements(template).filter(({ Effect }) => Effect === "Allow");
const denied = statements(template).filter(({ Effect }) => Effect === "Deny");

const text = (value: unknown): string => JSON.stringify(value);

describe("roles", () => {
  test("no action has a wildcard", () => {
    expect(allowed.flatMap(({ Action }) => Action).filter((action) => action.includes("*"))).toEqual([]);
  });

  test("only traces may be written to any resource, as X-Ray knows no other", () => {
    const any = allowed.filter(({ Resource }) => Resource.includes("*"));
    expect(any.map(({ Action }) => Action)).toEqual([["xray:PutTelemetryRecords", "xray:PutTraceSegments"]]);
  });

  test("other wildcards stand at the end of a resource that is named", () => {
    const wild = allowed.flatMap(({ Resource }) =>
      Resource.filter((one) => one !== "*" && text(one).includes("*")),
    );
    expect(wild.map(text)).toEqual([
      expect.stringContaining(":log-group:/aws/application-signals/data:*"),
      expect.stringContaining("/index/*"),
    ]);
  });

  test("events may be published as the service's own and as no other's", () => {
    expect(allowed.filter(({ Action }) => Action.includes("events:PutEvents"))).toEqual([
      expect.objectContaining({
        Condition: { StringEquals: { "events:source": { "Fn::Sub": `\${Environment}.everything` } } },
        Resource: [
          { "Fn::Sub": `arn:\${AWS::Partition}:events:\${AWS::Region}:\${AWS::AccountId}:event-bus/default` },
        ],
      }),
    ]);
  });

  test("schedules share a role that may invoke the alias and leave a dead letter, for this account only", () => {
    const [[, role] = []] = ofType(template, "AWS::IAM::Role").filter(([id]) => id.includes("Scheduler"));
    expect(role?.Properties.AssumeRolePolicyDocument.Statement).toEqual([
      expect.objectContaining({
        Principal: { Service: "scheduler.amazonaws.com" },
        Condition: expect.objectContaining({
          StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } },
        }),
      }),
    ]);
    expect(role?.Properties.Policies[0].PolicyDocument.Statement).toEqual([
      { Effect: "Allow", Action: "lambda:InvokeFunction", Resource: { Ref: "EverythingLive" } },
      {
        Effect: "Allow",
        Action: "sqs:SendMessage",
        Resource: { "Fn::GetAtt": ["EverythingDeadLettersQueue", "Arn"] },
      },
    ]);
  });
});

describe("queues and topics", () => {
  const guarded = (statement: Statement): boolean =>
    text(statement.Condition) === text({ Bool: { "aws:SecureTransport": "false" } });

  test("each is encrypted and refuses requests without TLS", () => {
    const queues = ofType(template, "AWS::SQS::Queue");
    const topics = ofType(template, "AWS::SNS::Topic");
    expect(queues.map(([, { Properties }]) => Properties.SqsManagedSseEnabled)).toEqual(
      queues.map(() => true),
    );
    const arns = [
      ...queues.map(([id]) => ({ "Fn::GetAtt": [id, "Arn"] })),
      ...topics.map(([id]) => ({ Ref: id })),
    ];
    const refusing = denied.filter(guarded).flatMap(({ Resource }) => Resource);
    expect(refusing.map(text).sort()).toEqual(arns.map(text).sort());
  });

  test("an AWS service may send or publish only on behalf of a resource, or of this account", () => {
    const services = allowed.filter(({ Principal }) => text(Principal ?? "").includes("Service"));
    expect(services.length).toBeGreaterThan(0);
    for (const { Condition } of services)
      expect(text(Condition)).toMatch(/"ArnEquals":\{"aws:SourceArn":|"StringEquals":\{"aws:SourceAccount":/);
  });

  test("a dead-letter queue takes messages of its own queue only, and keeps them longer", () => {
    const queue = (id: string) => template.Resources[id]?.Properties ?? {};
    expect(queue("EverythingPlainQueueDeadLetters").RedriveAllowPolicy).toEqual({
      redrivePermission: "byQueue",
      sourceQueueArns: [
        {
          "Fn::Sub": `arn:\${AWS::Partition}:sqs:\${AWS::Region}:\${AWS::AccountId}:\${Environment}-everything-plain`,
        },
      ],
    });
    expect(queue("EverythingDeadLettersQueue").RedriveAllowPolicy).toEqual({ redrivePermission: "denyAll" });
    expect(queue("EverythingPlainQueueDeadLetters").MessageRetentionPeriod).toBeGreaterThan(
      queue("EverythingPlainQueue").MessageRetentionPeriod,
    );
  });
});

describe("what invokes the function", () => {
  test("each permission is for the alias, and for one source", () => {
    const permissions = ofType(template, "AWS::Lambda::Permission").map(([, { Properties }]) => Properties);
    expect(permissions.map(({ Principal }) => Principal).sort()).toEqual([
      "apigateway.amazonaws.com",
      "events.amazonaws.com",
      "sns.amazonaws.com",
    ]);
    for (const { FunctionName, SourceArn } of permissions) {
      expect(FunctionName).toEqual({ Ref: "EverythingLive" });
      expect(SourceArn).toBeDefined();
    }
  });

  test("a mapping reports the messages that failed, and a stream's gives up at some time", () => {
    const mappings = ofType(template, "AWS::Lambda::EventSourceMapping").map(
      ([, { Properties }]) => Properties,
    );
    for (const mapping of mappings) {
      expect(mapping.FunctionName).toEqual({ Ref: "EverythingLive" });
      expect(mapping.FunctionResponseTypes).toEqual(["ReportBatchItemFailures"]);
    }
    expect(mappings.filter(({ StartingPosition }) => StartingPosition !== undefined)).toEqual([
      expect.objectContaining({
        BisectBatchOnFunctionError: true,
        DestinationConfig: {
          OnFailure: { Destination: { "Fn::GetAtt": ["EverythingDeadLettersQueue", "Arn"] } },
        },
        MaximumRetryAttempts: 5,
      }),
    ]);
  });

  test("rules listen to one environment, and what they cannot deliver is kept", () => {
    const rules = ofType(template, "AWS::Events::Rule").map(([, { Properties }]) => Properties);
    const from = (service: string, name: string) => [
      {
        "Fn::If": [
          `Hears${name}`,
          { "Fn::Sub": `\${${name}Environment}.${service}` },
          { "Fn::Sub": `\${Environment}.${service}` },
        ],
      },
    ];
    expect(rules.map(({ EventPattern }) => EventPattern.source)).toEqual([
      from("orders", "Orders"),
      from("payments", "Payments"),
      from("orders", "Orders"),
    ]);
    for (const { Targets } of rules) expect(Targets[0].DeadLetterConfig.Arn).toBeDefined();
  });
});
