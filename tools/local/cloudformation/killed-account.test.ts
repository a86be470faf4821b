import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DeleteStackCommand } from "@aws-sdk/client-cloudformation";
import { afterEach, describe, expect, it } from "@jest/globals";
import { TestAccount } from "./account.fixture";
import type { KilledRun } from "./killed-account.fixture";
import { lambdaFunction, logGroup, role } from "./templates.fixture";

/** One resource of each type that is made in a service. */
const SERVICE = {
  Resources: {
    Role: role(),
    Policy: {
      Type: "AWS::IAM::Policy",
      Properties: {
        PolicyName: "policy",
        PolicyDocument: { Statement: { Effect: "Allow", Action: "logs:*", Resource: "*" } },
        Roles: [{ Ref: "Role" }],
      },
    },
    Logs: logGroup({ LogGroupName: "killed" }),
    Table: {
      Type: "AWS::DynamoDB::Table",
      Properties: {
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        BillingMode: "PAY_PER_REQUEST",
      },
    },
    Function: lambdaFunction({ FunctionName: "killed" }),
    Version: { Type: "AWS::Lambda::Version", Properties: { FunctionName: { Ref: "Function" } } },
    Live: {
      Type: "AWS::Lambda::Alias",
      Properties: {
        FunctionName: { Ref: "Function" },
        FunctionVersion: { "Fn::GetAtt": ["Version", "Version"] },
        Name: "live",
      },
    },
    Permission: {
      Type: "AWS::Lambda::Permission",
      Properties: {
        Action: "lambda:InvokeFunction",
        FunctionName: { Ref: "Live" },
        Principal: "apigateway.amazonaws.com",
      },
    },
    Api: { Type: "AWS::ApiGatewayV2::Api", Properties: { Name: "killed", ProtocolType: "HTTP" } },
    Stage: {
      Type: "AWS::ApiGatewayV2::Stage",
      Properties: { ApiId: { Ref: "Api" }, StageName: "$default", AutoDeploy: true },
    },
    Integration: {
      Type: "AWS::ApiGatewayV2::Integration",
      Properties: {
        ApiId: { Ref: "Api" },
        IntegrationType: "AWS_PROXY",
        IntegrationUri: { Ref: "Live" },
        PayloadFormatVersion: "2.0",
      },
    },
    Route: {
      Type: "AWS::ApiGatewayV2::Route",
      Properties: {
        ApiId: { Ref: "Api" },
        RouteKey: "ANY /killed",
        Target: { "Fn::Join": ["/", ["integrations", { Ref: "Integration" }]] },
      },
    },
  },
};
const CREATIONS = Object.keys(SERVICE.Resources).length;

const accounts: TestAccount[] = [];

afterEach(async () => {
  for (const account of accounts.splice(0)) await account.remove();
});

async function restarted(stateFolder: string): Promise<TestAccount> {
  const account = await TestAccount.start({ stateFolder });
  accounts.push(account);
  return account;
}

/** Runs an account in a process of its own until it is killed; gives the folder that it leaves. */
async function killed(run: Omit<KilledRun, "stateFolder">): Promise<string> {
  const stateFolder = mkdtempSync(join(tmpdir(), "killed-"));
  const program = join(__dirname, "killed-account.fixture.js");
  const child = spawn(process.execPath, [program, JSON.stringify({ ...run, stateFolder })], {
    stdio: "ignore",
  });
  const [code, signal] = await once(child, "exit");
  expect([code, signal]).toEqual([null, "SIGKILL"]);
  return stateFolder;
}

async function names({ services }: TestAccount) {
  const { Functions = [] } = await services.lambda.listFunctions({});
  const { logGroups = [] } = await services.logs.describeLogGroups({});
  const { TableNames = [] } = (await services.dynamodb.execute("ListTables", {})) as {
    TableNames?: string[];
  };
  return {
    functions: Functions.map(({ FunctionName }) => FunctionName),
    logGroups: logGroups.map(({ logGroupName }) => logGroupName),
    tables: TableNames,
    apis: services.httpApis.getApis().map(({ Name }) => Name),
  };
}

async function deleteStack(account: TestAccount, StackId: string | undefined): Promise<void> {
  await account.client.send(new DeleteStackCommand({ StackName: StackId }));
  expect((await account.settled(StackId ?? "")).StackStatus).toBe("DELETE_COMPLETE");
  expect(await names(account)).toEqual({ functions: [], logGroups: [], tables: [], apis: [] });
}

describe("an account that is killed and started again", () => {
  const calls = Array.from({ length: CREATIONS }, (_, index) => index + 1);

  it.each(calls)(
    "finishes the creation that its resource number %i had cut off",
    async (call) => {
      const stateFolder = await killed({
        template: SERVICE,
        call,
        moment: call % 3 === 0 ? "before" : "after",
      });
      const account = await restarted(stateFolder);
      const stack = await account.settled("killed");
      expect([stack.StackStatus, stack.StackStatusReason]).toEqual(["CREATE_COMPLETE", undefined]);
      const made = await names(account);
      expect({ ...made, tables: made.tables.length }).toEqual({
        functions: ["killed"],
        logGroups: ["killed"],
        tables: 1,
        apis: ["killed"],
      });
      await deleteStack(account, stack.StackId);
    },
    60_000,
  );

  const groups = (first: string, second: string, RetentionInDays: number) => ({
    Resources: {
      First: logGroup({ LogGroupName: first }),
      Second: logGroup({ LogGroupName: second, RetentionInDays }, { DependsOn: "First" }),
    },
  });

  it.each([
    [1, "the replacement of the first"],
    [2, "the change of the second"],
    [3, "the deletion of the replaced one"],
  ])(
    "finishes the update that call %i, %s, had cut off",
    async (call) => {
      const first = groups("old", "second", 7);
      const stateFolder = await killed({
        first,
        template: groups("new", "second", 14),
        call,
        moment: "after",
      });
      const account = await restarted(stateFolder);
      const stack = await account.settled("killed");
      expect([stack.StackStatus, stack.StackStatusReason]).toEqual(["UPDATE_COMPLETE", undefined]);
      expect((await names(account)).logGroups).toEqual(["new", "second"]);
      await deleteStack(account, stack.StackId);
    },
    60_000,
  );

  it.each([
    [1, "before"],
    [2, "after"],
    [3, "after"],
  ] as const)(
    "finishes the rollback that call %i had cut off (%s it)",
    async (call, moment) => {
      const first = {
        Resources: {
          ...groups("old", "second", 7).Resources,
          Role: role({ RoleName: "killed", Path: "/a/" }),
        },
      };
      const failing = {
        ...role({ RoleName: "killed", Path: "/b/" }, { DependsOn: "Second" }),
      };
      const template = { Resources: { ...groups("new", "second", 14).Resources, Role: failing } };
      const stateFolder = await killed({ first, template, call, moment });
      const account = await restarted(stateFolder);
      const stack = await account.settled("killed");
      expect(stack.StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
      const { logGroups = [] } = await account.services.logs.describeLogGroups({});
      expect(logGroups.map(({ logGroupName, retentionInDays }) => [logGroupName, retentionInDays])).toEqual([
        ["old", undefined],
        ["second", 7],
      ]);
      await deleteStack(account, stack.StackId);
    },
    60_000,
  );
});
