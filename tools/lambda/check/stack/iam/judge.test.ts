import { describe, expect, test } from "@jest/globals";
import type { Resource } from "../../../template/template";
import { judgePolicies } from "./judge";
import { policiesOf, type Statement } from "./policies";

const TABLE = { "Fn::GetAtt": ["Table", "Arn"] };

function judge(Resources: Record<string, Resource>, allowed: Record<string, string> = {}) {
  const { faults, sections } = judgePolicies(policiesOf({ Resources }), allowed);
  return {
    faults: faults.map(({ where, what, next }) => `${where}: ${what}; ${next}`),
    rows: sections[0]?.rows,
  };
}

const policy = (...statements: Statement[]): Record<string, Resource> => ({
  Policy: { Type: "AWS::IAM::Policy", Properties: { PolicyDocument: { Statement: statements } } },
});

const allow = (Action: unknown, Resource: unknown = TABLE): Statement => ({
  Effect: "Allow",
  Action,
  Resource,
});

describe("what an identity may do", () => {
  test("named actions on named resources pass, and so does what is denied", () => {
    const deny = { Effect: "Deny", Action: "*", Resource: "*" };
    expect(judge(policy(allow(["dynamodb:GetItem", "dynamodb:Query"]), deny))).toEqual({
      faults: [],
      rows: [["statements", "2"]],
    });
  });

  test.each([
    [
      "all actions of a service",
      allow("dynamodb:*"),
      'it allows the actions dynamodb:*; name each action; or say why in iam_wildcards = {"dynamodb:*": "…"}',
    ],
    [
      "any resource",
      allow(["sqs:SendMessage", "sqs:ReceiveMessage"], "*"),
      "it allows sqs:SendMessage, sqs:ReceiveMessage on *; name the resource, and a wildcard only below it (<arn>/index/*); " +
        'or say why in iam_wildcards = {"sqs:SendMessage": "…"}',
    ],
    [
      "all but some actions",
      { Effect: "Allow", NotAction: "iam:PassRole", Resource: TABLE },
      "it allows everything except what it names (NotAction); name what is allowed instead of NotAction",
    ],
    [
      "all but some resources",
      { Effect: "Allow", Action: "dynamodb:GetItem", NotResource: TABLE },
      "it allows everything except what it names (NotResource); name what is allowed instead of NotResource",
    ],
  ])("%s fail", (_, statement, message) => {
    expect(judge(policy(statement)).faults).toEqual([`Policy: ${message}`]);
  });

  test("inline policies and managed policies of roles count", () => {
    const Role = {
      Type: "AWS::IAM::Role",
      Properties: {
        Policies: [{ PolicyName: "p", PolicyDocument: { Statement: allow("s3:*") } }],
        ManagedPolicyArns: [
          { "Fn::Join": ["", ["arn:", { Ref: "AWS::Partition" }, ":iam::aws:policy/service-role/Basic"]] },
        ],
      },
    };
    expect(judge({ Role }).faults.map((line) => line.split(";")[0])).toEqual([
      "Role: it has the managed policy Basic, which may allow anything",
      "Role: it allows the actions s3:*",
    ]);
    expect(judge({ Role }, { Basic: "logs", "s3:*": "own bucket" }).faults).toEqual([]);
  });
});

describe("what is allowed by name", () => {
  test("actions that take no resource are, and the report says why", () => {
    const xray = allow(["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "*");
    expect(judge(policy(xray))).toEqual({
      faults: [],
      rows: [
        ["statements", "1"],
        ["allowed by name", "xray:PutTelemetryRecords", "X-Ray knows no resources of traces"],
        ["allowed by name", "xray:PutTraceSegments", "X-Ray knows no resources of traces"],
      ],
    });
  });

  test("it covers one action and not its neighbour in the statement", () => {
    const mail = policy(allow(["ses:SendEmail", "ses:DeleteIdentity"], "*"));
    expect(judge(mail, { "ses:SendEmail": "any sender" }).faults).toEqual([
      expect.stringContaining("Policy: it allows ses:DeleteIdentity on *;"),
    ]);
  });

  test("a resource can be named as it is written, but not everything", () => {
    const tables = "arn:aws:dynamodb:eu-west-1:000000000000:table/orders-*";
    expect(judge(policy(allow("dynamodb:GetItem", tables)), { [tables]: "shards" }).faults).toEqual([]);
    expect(judge(policy(allow("dynamodb:GetItem", "*")), { "*": "it is easier" }).faults).toEqual([
      expect.stringContaining("Policy: it allows dynamodb:GetItem on *;"),
      "iam_wildcards: it allows *, which no policy has; remove it",
    ]);
  });

  test("what nothing needs any more is a fault", () => {
    expect(judge(policy(allow("dynamodb:GetItem")), { "ses:SendEmail": "any sender" }).faults).toEqual([
      "iam_wildcards: it allows ses:SendEmail, which no policy has; remove it",
    ]);
  });
});

test("a resource is not for everyone, unless on a condition", () => {
  const queue = (statement: Statement): Record<string, Resource> => ({
    Policy: { Type: "AWS::SQS::QueuePolicy", Properties: { PolicyDocument: { Statement: [statement] } } },
  });
  const everyone = { ...allow("sqs:SendMessage"), Principal: { AWS: "*" } };
  expect(judge(queue(everyone)).faults).toEqual([
    "Policy: it allows something to everyone (Principal *), without a condition; name the principal or add a condition; " +
      'or say why in iam_wildcards = {"Policy": "…"}',
  ]);
  const Condition = { ArnEquals: { "aws:SourceArn": "arn" } };
  expect(judge(queue({ ...everyone, Condition })).faults).toEqual([]);
  expect(judge(queue({ ...everyone, Principal: { Service: "events.amazonaws.com" } })).faults).toEqual([]);
});
