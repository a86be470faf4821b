import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { TestAccount } from "../../cloudformation/account.fixture";

let account: TestAccount;

beforeAll(async () => {
  account = await TestAccount.start();
});

afterAll(async () => {
  await account.remove();
});

const api = (name: string, routeKey: string, integration: object) => ({
  Resources: {
    Api: {
      Type: "AWS::ApiGatewayV2::Api",
      Properties: { Name: name, ProtocolType: "HTTP", Tags: { own: "1" } },
    },
    Stage: {
      Type: "AWS::ApiGatewayV2::Stage",
      Properties: { ApiId: { Ref: "Api" }, StageName: "$default", AutoDeploy: true },
    },
    Integration: {
      Type: "AWS::ApiGatewayV2::Integration",
      Properties: {
        ApiId: { Ref: "Api" },
        IntegrationType: "AWS_PROXY",
        IntegrationUri: "arn:aws:lambda:us-east-1:000000000000:function:orders:live",
        PayloadFormatVersion: "2.0",
        ...integration,
      },
    },
    Route: {
      Type: "AWS::ApiGatewayV2::Route",
      Properties: {
        ApiId: { Ref: "Api" },
        RouteKey: routeKey,
        Target: { "Fn::Sub": [`integrations/\${Id}`, { Id: { Ref: "Integration" } }] },
      },
    },
  },
  Outputs: { Id: { Value: { Ref: "Api" } }, Url: { Value: { "Fn::GetAtt": ["Api", "ApiEndpoint"] } } },
});

describe("AWS::ApiGatewayV2", () => {
  it("changes an API in place, at the same origin", async () => {
    const { httpApis } = account.services;
    const created = await account.create("api", api("first", "GET /a", {}));
    expect([created.StackStatus, created.StackStatusReason]).toEqual(["CREATE_COMPLETE", undefined]);
    const updated = await account.update("api", api("second", "GET /b", { TimeoutInMillis: "5000" }), {
      Tags: [{ Key: "stack", Value: "2" }],
    });
    expect([updated.StackStatus, updated.StackStatusReason]).toEqual(["UPDATE_COMPLETE", undefined]);
    expect(updated.Outputs).toEqual(created.Outputs);
    const id = updated.Outputs?.find(({ OutputKey }) => OutputKey === "Id")?.OutputValue ?? "";
    expect(httpApis.getApi(id)).toMatchObject({ Name: "second", Tags: { own: "1", stack: "2" } });
    expect(httpApis.getRoutes(id)).toMatchObject([{ RouteKey: "GET /b" }]);
  });

  it("is restored when one of its parts cannot be changed", async () => {
    const [first] = account.services.httpApis.getApis();
    const stack = await account.update(
      "api",
      api("third", "GET /c", { IntegrationUri: "http://example.com" }),
    );
    expect(stack.StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
    expect(account.services.httpApis.getApis()).toEqual([first]);
    expect(account.services.httpApis.getRoutes(first?.ApiId ?? "")).toMatchObject([{ RouteKey: "GET /b" }]);
  });
});
