import { describe, expect, test } from "@jest/globals";
import { App, Duration, Stack } from "aws-cdk-lib";
import { ServiceFunction } from "./service-function";
import type { ServiceStack } from "./service-stack";
import { ServiceTable } from "./service-table";
import { ofType, serviceWith, statements } from "./synthesized.fixture";

const lambda = (template: ReturnType<typeof serviceWith>) =>
  template.Resources.ShopFunction?.Properties ?? {};

test("a function has what the runtime reads, and the author's variables", () => {
  const template = serviceWith(() => undefined, { environment: { TABLE_NAME: "t" } });
  expect(lambda(template)).toMatchObject({
    Architectures: ["arm64"],
    Runtime: "nodejs24.x",
    TracingConfig: { Mode: "Active" },
    Environment: {
      Variables: {
        FERRY_ENVIRONMENT: { Ref: "Environment" },
        FERRY_SERVICE: "shop",
        POWERTOOLS_LOG_LEVEL: { Ref: "LogLevel" },
        POWERTOOLS_METRICS_NAMESPACE: { "Fn::Sub": `ferry/\${Environment}` },
        POWERTOOLS_SERVICE_NAME: "shop",
        TABLE_NAME: "t",
      },
    },
  });
});

test("a variable that Ferry sets cannot be set to something else", () => {
  expect(() => serviceWith(() => undefined, { environment: { FERRY_SERVICE: "other" } })).toThrow(
    "the function shop sets FERRY_SERVICE, which ServiceFunction sets; use another name",
  );
});

test("a function needs a ServiceStack", () => {
  expect(() => new ServiceFunction(new Stack(new App(), "shop"), "Shop", { name: "shop" })).toThrow(
    "the function shop must be in a ServiceStack",
  );
});

test("without triggers there is nothing of theirs", () => {
  const { Resources, Conditions, Parameters } = serviceWith(() => undefined);
  expect(Object.keys(Resources)).toEqual([
    "ShopLogs",
    "ShopRole",
    "ShopRoleDefaultPolicy",
    "ShopFunction",
    "ShopVersion",
    "ShopLive",
    "ShopErrorsAlarm",
    "ShopThrottlesAlarm",
    "Dashboard",
  ]);
  expect(Object.keys(Conditions ?? {})).toEqual(["ShopHasFirstCode", "AlarmsNotify", "Monitored"]);
  expect(Object.keys(Parameters)).not.toContain("DeletionProtection");
});

test("the settings of asynchronous invocations wait for the alias", () => {
  const template = serviceWith((shop) => {
    shop.on("orders", "orders.OrderPlaced.v1");
    shop.schedule("sweep", "rate(1 minute)");
  });
  const configs = ofType(template, "AWS::Lambda::EventInvokeConfig").map(([, config]) => config);
  expect(configs).toEqual([
    expect.objectContaining({
      DependsOn: ["ShopLive"],
      Properties: expect.objectContaining({ Qualifier: "live", MaximumRetryAttempts: 2 }),
    }),
  ]);
});

test("Application Signals is there where the environment has its layer, and only for who asks", () => {
  const template = serviceWith(() => undefined, { applicationSignals: true });
  expect(lambda(template).Layers).toEqual({
    "Fn::If": ["ApplicationSignals", [{ Ref: "ApplicationSignalsLayerArn" }], { Ref: "AWS::NoValue" }],
  });
  expect(template.Parameters.ApplicationSignalsLayerArn?.Default).toBe("");
  expect(lambda(serviceWith(() => undefined))).not.toHaveProperty("Layers");
});

describe("queues", () => {
  test.each([
    [{}, 60],
    [{ batchingWindow: Duration.seconds(30), batchSize: 100 }, 90],
    [{ visibilityTimeout: Duration.minutes(5) }, 300],
  ])("%j hides a message for %i s", (props, seconds) => {
    const template = serviceWith((shop) => shop.queue("captures", props));
    expect(template.Resources.ShopCapturesQueue?.Properties.VisibilityTimeout).toBe(seconds);
  });

  test("a message may wait as long as all its tries take, but for at least 15 minutes", () => {
    const age = (maxReceiveCount: number) =>
      serviceWith((shop) => shop.queue("captures", { maxReceiveCount })).Resources.ShopCapturesQueueAgeAlarm
        ?.Properties.Threshold;
    expect([age(3), age(30)]).toEqual([900, 1800]);
  });

  test("who is granted to send may send, and no more", () => {
    const template = serviceWith((shop) => shop.queue("captures").grantSend(shop.role));
    const sending = statements(template).filter(({ Action }) => Action.includes("sqs:SendMessage"));
    expect(sending.map(({ Resource }) => Resource)).toEqual([
      [{ "Fn::GetAtt": ["ShopCapturesQueue", "Arn"] }],
    ]);
  });
});

describe("what is refused", () => {
  const table = (stack: ServiceStack) => new ServiceTable(stack, "Table", { partitionKey: "pk" });
  test.each<[string, Parameters<typeof serviceWith>[0], string]>([
    [
      "a visibility timeout under Lambda's advice",
      (shop) => shop.queue("captures", { visibilityTimeout: Duration.seconds(59) }),
      'the queue "captures" hides messages for 59 s; make it at least 60 s: 6 times the function\'s timeout, plus the batching window',
    ],
    [
      "a large batch without a window",
      (shop) => shop.queue("captures", { batchSize: 11 }),
      'the queue "captures" has the batch size 11; more than 10 needs a batchingWindow',
    ],
    [
      "a name that is none",
      (shop) => shop.queue("Captures"),
      'the queue "Captures" must be words of a-z and 0-9 with dashes between, such as "due-orders"',
    ],
    [
      "a name that leaves no room for the environment's",
      (shop) => shop.schedule("a".repeat(39), "rate(1 minute)"),
      `the name of the schedule \${Environment}-shop-${"a".repeat(39)} is too long by 1: AWS takes 64, of which 20 are kept for the environment; shorten it`,
    ],
    [
      "an event's type that is none",
      (shop) => shop.queue("captures", { from: ["OrderPlaced"] }),
      '"OrderPlaced" is not the type of an event; name it as its contract does, such as orders.OrderPlaced.v1',
    ],
    [
      "an event of another service",
      (shop) => shop.on("orders", "payments.PaymentCaptured.v1"),
      "payments.PaymentCaptured.v1 is not an event of orders; listen to each service by a call of its own",
    ],
    [
      "listening to nothing",
      (shop) => shop.on("orders"),
      "listening to orders needs at least one type of event",
    ],
    [
      "a schedule's expression that is none",
      (shop) => shop.schedule("sweep", "every minute"),
      'the schedule "sweep" has the expression "every minute"; write rate(5 minutes), cron(0 6 * * ? *) or at(2027-01-01T00:00:00)',
    ],
    [
      "a route without a method",
      (shop) => shop.http({ routes: ["/orders"] }),
      'the route "/orders" must be a method and a path, such as "ANY /orders/{proxy+}"',
    ],
    [
      "a table without a stream",
      (shop, stack) => shop.stream("things", table(stack)),
      'the table Table has no stream; give it "stream: true"',
    ],
    [
      "an import of the service's own export",
      (_, stack) => void stack.import("shop", "url"),
      'shop imports its own export "url"; use the value that it exports',
    ],
  ])("%s", (_, add, message) => {
    expect(() => serviceWith(add)).toThrow(message);
  });
});
