import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { TRIGGER_KINDS } from "../../../../platform/runtime/trigger-kinds";
import { functionsOf, type StackFunction } from "../../template/function";
import { triggersOf } from "../../template/invokers";
import type { Resource, Template } from "../../template/template";
import type { Loading, ServiceTriggers } from "../probe/loading";
import { checkTriggers } from "./check";
import { environmentOf } from "./environment";

/** The template of fixtures/stack.ts, which has each kind of trigger once. */
const TEMPLATE = JSON.parse(
  readFileSync(resolve(__dirname, "../fixtures/stack.template.json"), "utf8"),
) as Template;

/** What fixtures/main.ts handles. */
const SERVICE: ServiceTriggers = {
  triggers: {
    http: true,
    events: ["shop.Placed.v1"],
    queues: ["captures"],
    schedules: ["sweep"],
    streams: ["things"],
    topics: ["bounces"],
  },
  accepts: { captures: ["shop.Placed.v1"] },
  missing: [],
  routes: [
    { method: "GET", path: "/things" },
    { method: "ALL", path: "/things/:id" },
    { method: "GET", path: "/health" },
  ],
};

function fixture(template: Template): StackFunction {
  const [lambda] = functionsOf(template);
  if (!lambda) throw new Error("the fixture has no function");
  return lambda;
}

function check(template: Template, service: ServiceTriggers | undefined) {
  const loading: Loading = {
    outcome: "loaded",
    connections: [],
    exports: { handler: "function" },
    ...(service && { service }),
  };
  return checkTriggers(template, fixture(template), loading);
}

function faults(template: Template, service: ServiceTriggers | undefined): string[] {
  return check(template, service).faults.map(({ where, what, next }) => `${where}: ${what}; ${next}`);
}

const code = (triggers: Partial<ServiceTriggers["triggers"]>): ServiceTriggers => ({
  ...SERVICE,
  triggers: { ...SERVICE.triggers, ...triggers },
});

/** The template with other properties of one resource. */
function changed(id: string, properties: Readonly<Record<string, unknown>>): Template {
  const resource = TEMPLATE.Resources?.[id] as Resource;
  const Properties = { ...resource.Properties, ...properties };
  return { ...TEMPLATE, Resources: { ...TEMPLATE.Resources, [id]: { ...resource, Properties } } };
}

test("a stack and code that agree pass, and the report says on what", () => {
  expect(check(TEMPLATE, SERVICE)).toMatchInlineSnapshot(`
{
  "faults": [],
  "notices": [],
  "sections": [
    {
      "rows": [
        [
          "http",
          "ANY /things",
          "FixtureApiRouteAnyThings",
        ],
        [
          "http",
          "ANY /things/{proxy+}",
          "FixtureApiRouteAnyThingsProxy",
        ],
        [
          "http",
          "GET /health",
          "FixtureApiRouteGetHealth",
        ],
        [
          "queue",
          "captures",
          "FixtureCapturesQueueMapping",
        ],
        [
          "stream",
          "things",
          "FixtureThingsStreamMapping",
        ],
        [
          "event",
          "shop.Placed.v1",
          "FixtureOnShopRule",
        ],
        [
          "schedule",
          "sweep",
          "FixtureSweepSchedule",
        ],
        [
          "topic",
          "bounces",
          "FixtureBouncesTopicSubscription",
        ],
      ],
      "title": "what invokes the function",
    },
    {
      "rows": [
        [
          "http",
          "GET /things",
        ],
        [
          "http",
          "ALL /things/:id",
        ],
        [
          "http",
          "GET /health",
        ],
        [
          "event",
          "shop.Placed.v1",
        ],
        [
          "queue",
          "captures",
        ],
        [
          "schedule",
          "sweep",
        ],
        [
          "stream",
          "things",
        ],
        [
          "topic",
          "bounces",
        ],
      ],
      "title": "what the code handles",
    },
  ],
}
`);
});

test("every kind of trigger is found in the template", () => {
  const kinds = triggersOf(TEMPLATE, fixture(TEMPLATE)).flatMap((found) =>
    "kind" in found ? found.kind : [],
  );
  expect([...new Set(kinds)].sort()).toEqual(Object.keys(TRIGGER_KINDS).sort());
});

describe("each kind of trigger is missed on either side", () => {
  test.each([
    ["events", "shop.Placed.v1", "FixtureOnShopRule", "event", '.on("shop", "shop.Placed.v1")', "on(…)"],
    ["queues", "captures", "FixtureCapturesQueueMapping", "queue", '.queue("captures", …)', "queue(…)"],
    ["schedules", "sweep", "FixtureSweepSchedule", "schedule", '.schedule("sweep", …)', "schedule(…)"],
    ["streams", "things", "FixtureThingsStreamMapping", "stream", '.stream("things", …)', "stream(…)"],
    ["topics", "bounces", "FixtureBouncesTopicSubscription", "topic", '.topic("bounces", …)', "topic(…)"],
  ])("%s", (kind, key, resource, one, make, handler) => {
    expect(faults(TEMPLATE, code({ [kind]: [] }))).toEqual([
      `${resource}: the stack delivers the ${one} ${key} to the function, and the code has no handler for it (it has none); ` +
        `add ${kind}: { "${key}": ${handler} } to defineService, or remove it from stack.ts`,
    ]);
    const { [resource]: _, ...Resources } = TEMPLATE.Resources ?? {};
    expect(faults({ ...TEMPLATE, Resources }, SERVICE)).toEqual([
      `${kind} of defineService: the code handles the ${one} ${key}, and nothing in the stack delivers it; ` +
        `add ${make} to the function in stack.ts, or remove the handler`,
    ]);
  });

  test("a misspelled one is missed on both", () => {
    expect(faults(TEMPLATE, code({ queues: ["capture"] })).map((line) => line.split(";")[0])).toEqual([
      "FixtureCapturesQueueMapping: the stack delivers the queue captures to the function, and the code has no handler for it (it has capture)",
      "queues of defineService: the code handles the queue capture, and nothing in the stack delivers it",
    ]);
  });
});

describe("what a rule puts into a queue", () => {
  const taking = (...types: string[]): ServiceTriggers => ({ ...SERVICE, accepts: { captures: types } });

  test("is an event that its handler takes", () => {
    expect(faults(TEMPLATE, taking("shop.Closed.v1", "shop.Placed.v1"))).toEqual([]);
    expect(faults(TEMPLATE, taking("shop.Placed.v2", "shop.Closed.v1"))).toEqual([
      "FixtureCapturesQueueFromShop: the stack puts shop.Placed.v1 into the queue captures, and the code takes only " +
        'shop.Placed.v2, shop.Closed.v1 from it; correct the name in "from" in stack.ts, or name the event in queue(…) of defineService',
    ]);
  });

  test("is not looked at where the queue holds messages of a schema of its own", () => {
    expect(faults(TEMPLATE, { ...SERVICE, accepts: {} })).toEqual([]);
  });
});

describe("routes", () => {
  const withRoutes = (...routes: [method: string, path: string][]): ServiceTriggers => ({
    ...SERVICE,
    routes: routes.map(([method, path]) => ({ method, path })),
  });

  test("no code answers", () => {
    expect(faults(TEMPLATE, withRoutes(["GET", "/things"], ["GET", "/things/:id"]))).toEqual([
      "FixtureApiRouteGetHealth: the stack delivers requests of GET /health to the function, and no route of the code takes any " +
        "of them; add the route to the code, or remove it from stack.ts",
    ]);
  });

  test("no request can reach", () => {
    const service = {
      ...SERVICE,
      routes: [...(SERVICE.routes as []), { method: "POST", path: "/health/:part" }],
    };
    expect(faults(TEMPLATE, service)).toEqual([
      "http of defineService: the code serves POST /health/:part, and the stack does not deliver all requests of it (it has " +
        'ANY /things, ANY /things/{proxy+}, GET /health); add a route such as "ANY /health/{part}" in stack.ts, or remove it from ' +
        "the code",
    ]);
  });

  test("code without an HTTP API, and routes that cannot be read", () => {
    expect(faults(TEMPLATE, { ...code({ http: false }), routes: [] })).toHaveLength(3);
    expect(faults(TEMPLATE, { ...SERVICE, routes: { error: "no such host" } })).toEqual([
      "http of defineService: the routes cannot be read with the variables that the stack sets: no such host; " +
        "set in stack.ts what the code demands, and connect only when a request arrives",
    ]);
  });
});

describe("what the runtime would not understand", () => {
  test.each([
    [
      "FixtureSweepSchedule",
      { Name: "sweep" },
      `it has the name sweep, by which the runtime finds no handler; name it \${Environment}-fixture-<key>`,
    ],
    [
      "FixtureCapturesQueue",
      { QueueName: undefined },
      "it has no name, by which the runtime finds no handler",
    ],
    [
      "FixtureOnShopRule",
      { EventPattern: { source: ["x"] } },
      "its pattern names no detail-type, so it delivers events of any type",
    ],
    [
      "FixtureOnShopRule",
      { EventPattern: { "detail-type": [{ prefix: "shop." }] } },
      'its pattern matches detail-type by {"prefix":"shop."}',
    ],
    [
      "FixtureFunction",
      { Environment: { Variables: {} } },
      "the function's variable FERRY_STREAMS does not name the stream",
    ],
  ])("%s with %j", (id, properties, message) => {
    expect(faults(changed(id, properties), SERVICE)[0]).toContain(message);
  });
});

test("other forms of the same triggers are read as well", () => {
  const live = { Ref: "FixtureLive" };
  const Resources = {
    ...TEMPLATE.Resources,
    Url: { Type: "AWS::Lambda::Url", Properties: { TargetFunctionArn: live } },
    Nightly: {
      Type: "AWS::Events::Rule",
      Properties: {
        Name: { "Fn::Join": ["-", [{ Ref: "Environment" }, "fixture", "nightly"]] },
        ScheduleExpression: "rate(1 day)",
        Targets: [{ Arn: live, Id: "1" }],
      },
    },
    Shared: {
      Type: "AWS::Lambda::EventSourceMapping",
      Properties: {
        FunctionName: live,
        EventSourceArn: {
          "Fn::Sub": `arn:\${AWS::Partition}:sqs:\${AWS::Region}:\${AWS::AccountId}:\${Environment}-fixture-orders.fifo`,
        },
      },
    },
    Elsewhere: {
      Type: "AWS::Events::Rule",
      Properties: { EventPattern: { source: ["x"] }, Targets: [{ Arn: { Ref: "OtherLive" } }] },
    },
  };
  const service = code({ schedules: ["sweep", "nightly"], queues: ["captures", "orders"] });
  expect(faults({ ...TEMPLATE, Resources }, service)).toEqual([]);
});

describe("a handler that defineService does not make", () => {
  test("passes with a note where nothing invokes it", () => {
    const Resources = { FixtureFunction: TEMPLATE.Resources?.FixtureFunction as Resource };
    expect(check({ Resources }, undefined)).toMatchObject({
      faults: [],
      notices: ["the handler is not made by defineService, so what it handles cannot be seen"],
    });
  });

  test("fails where something does", () => {
    expect(faults(TEMPLATE, undefined)).toEqual([
      "the bundle's handler: the handler is not made by defineService, so what it handles cannot be seen; " +
        "use defineService of platform/runtime, or set check_triggers = False",
    ]);
  });
});

test("a variable that the code needs and the stack does not set is one fault, though no route can be read without it", () => {
  const service = { ...SERVICE, missing: ["SHOP_URL"], routes: { error: "SHOP_URL is missing" } };
  expect(faults(TEMPLATE, service)).toEqual([
    "FixtureFunction: the code needs the environment variable SHOP_URL, and the stack does not set it; " +
      "add it to the function's environment in stack.ts",
  ]);
});

test("the variables are the stack's, with something that does for what only CloudFormation knows", () => {
  expect(environmentOf(TEMPLATE, fixture(TEMPLATE))).toMatchObject({
    FERRY_ENVIRONMENT: "check",
    FERRY_SERVICE: "fixture",
    POWERTOOLS_LOG_LEVEL: "INFO",
    POWERTOOLS_METRICS_NAMESPACE: "ferry/check",
    SHOP_URL: "https://importshopurl.example",
    TABLE_NAME: "https://table.example",
  });
});
