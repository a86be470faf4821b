import { expect, test } from "@jest/globals";
import type { App } from "aws-cdk-lib";
import { CfnTopic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import { ServiceStack } from "./service-stack";
import { ServiceTable } from "./service-table";
import { synthesized } from "./synthesized.fixture";

const shop = (add: (stack: ServiceStack) => void) =>
  synthesized((app: App) => {
    const stack = new ServiceStack(app, "shop");
    add(stack);
    return stack;
  });

test("a stack without a function has a parameter and nothing else", () => {
  const { Parameters, Resources } = shop(() => undefined);
  expect(Object.keys(Parameters)).toEqual(["Environment"]);
  expect(Resources).toBeUndefined();
});

test("what other services import is an output, and an export for those that an older Ferry deployed", () => {
  const { Outputs } = shop((stack) => stack.export("api-url", "https://shop.example"));
  expect(Outputs).toEqual({
    ExportApiUrl: {
      Value: "https://shop.example",
      Export: { Name: { "Fn::Sub": `\${Environment}-shop-api-url` } },
    },
  });
});

test("two constructs whose paths make one logical id are refused", () => {
  expect(() =>
    shop((stack) => {
      new CfnTopic(new Construct(stack, "Late"), "Orders");
      new CfnTopic(new Construct(stack, "LateOr"), "ders");
    }),
  ).toThrow(/LateOrders/);
});

test("a table goes with its stack, unless the environment protects it", () => {
  const { Parameters, Resources } = shop(
    (stack) => new ServiceTable(stack, "Table", { partitionKey: "pk", timeToLive: "expires", stream: true }),
  );
  expect(Parameters.DeletionProtection?.Default).toBe("false");
  expect(Resources.Table).toMatchObject({
    DeletionPolicy: "Delete",
    Properties: {
      BillingMode: "PAY_PER_REQUEST",
      DeletionProtectionEnabled: { Ref: "DeletionProtection" },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: { Ref: "DeletionProtection" } },
      StreamSpecification: { StreamViewType: "NEW_AND_OLD_IMAGES" },
      TimeToLiveSpecification: { AttributeName: "expires", Enabled: true },
    },
  });
});
