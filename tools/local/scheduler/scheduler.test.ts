import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { OWN_SERVICE } from "../credentials/sign-own-request";
import {
  arnOf,
  type EventsAccount,
  makeQueue,
  receive,
  startEvents,
} from "../eventbridge/eventbridge.fixture";
import { signedFetch } from "../testing/signed-fetch/signed-fetch";

jest.setTimeout(60_000);

const ROLE = "arn:aws:iam::000000000000:role/scheduler";
const arn = (name: string) => `arn:aws:scheduler:us-east-1:000000000000:schedule/default/${name}`;

let local: EventsAccount;
let url: string;

beforeAll(async () => {
  local = await startEvents();
  url = await makeQueue(local, "ticks");
});

afterAll(() => local.close());

/** As an SDK's client sends it: there is none of Scheduler among the packages. */
async function call(method: string, path: string, body?: object): Promise<{ status?: number; body: object }> {
  const service = path.startsWith("/_ferry/") ? OWN_SERVICE : "scheduler";
  const answer = await signedFetch(local.account, {
    service,
    method,
    path,
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as object };
}

const schedule = (ScheduleExpression: string, target: object = {}, more: object = {}) => ({
  ScheduleExpression,
  FlexibleTimeWindow: { Mode: "OFF" },
  Target: { Arn: arnOf.queue("ticks"), RoleArn: ROLE, ...target },
  ...more,
});

const fire = (name: string) => call("POST", "/_ferry/fire", { schedule: name });

describe("a schedule", () => {
  test("fires when it is due, once for a time", async () => {
    const soon = new Date(Date.now() + 1500).toISOString().slice(0, 19);
    await call("POST", "/schedules/once", schedule(`at(${soon})`));
    const [message] = await receive(local, url);
    expect(JSON.parse(message?.Body ?? "")).toEqual({
      version: "0",
      id: expect.any(String),
      "detail-type": "Scheduled Event",
      source: "aws.scheduler",
      account: "000000000000",
      time: `${soon}Z`,
      region: "us-east-1",
      resources: [arn("once")],
      detail: "{}",
    });
  });

  test("fires on demand, although it is disabled", async () => {
    await call("POST", "/schedules/demand", schedule("rate(1 day)", {}, { State: "DISABLED" }));
    expect(await fire("demand")).toEqual({ status: 200, body: { ScheduleArn: arn("demand") } });
    const [message] = await receive(local, url);
    expect(JSON.parse(message?.Body ?? "")).toMatchObject({ resources: [arn("demand")] });
  });

  test("that is not there cannot fire, and those that are there are named", async () => {
    expect(await fire("nothing")).toEqual({
      status: 404,
      body: { message: expect.stringMatching(/^there is no schedule "nothing": there are .*demand/) },
    });
  });

  test("whose target is gone goes to its dead-letter queue at once", async () => {
    const dead = await makeQueue(local, "dead-ticks");
    const target = { Arn: arnOf.queue("gone"), DeadLetterConfig: { Arn: arnOf.queue("dead-ticks") } };
    await call("POST", "/schedules/lost", schedule("rate(1 day)", target));
    await fire("lost");
    const [message] = await receive(local, dead);
    expect(JSON.parse(message?.Body ?? "")).toMatchObject({ resources: [arn("lost")] });
    const attributes = Object.entries(message?.MessageAttributes ?? {});
    expect(Object.fromEntries(attributes.map(([name, { StringValue }]) => [name, StringValue]))).toEqual({
      SCHEDULE_ARN: arn("lost"),
      EXECUTION_ID: expect.any(String),
      SCHEDULED_TIME: expect.any(String),
      IS_PAYLOAD_TRUNCATED: "false",
      TARGET_ARN: arnOf.queue("gone"),
      ERROR_CODE: "NO_RESOURCE",
      ERROR_MESSAGE: "The specified queue does not exist.",
    });
  });
});

describe("the API of schedules", () => {
  test("creates, describes, lists, replaces and deletes", async () => {
    const first = schedule("cron(0 8 * * ? *)", {}, { ScheduleExpressionTimezone: "Europe/Berlin" });
    expect(await call("POST", "/schedules/crud-a", first)).toEqual({
      status: 200,
      body: { ScheduleArn: arn("crud-a") },
    });
    expect((await call("POST", "/schedules/crud-a", first)).status).toBe(409);
    expect((await call("GET", "/schedules/crud-a")).body).toMatchObject({
      Arn: arn("crud-a"),
      ScheduleExpression: "cron(0 8 * * ? *)",
      ScheduleExpressionTimezone: "Europe/Berlin",
      State: "ENABLED",
      Target: { RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 } },
    });
    await call("POST", "/schedules/crud-b", schedule("rate(2 hours)"));
    await call("PUT", "/schedules/crud-a", schedule("rate(1 hour)", {}, { State: "DISABLED" }));
    expect((await call("GET", "/schedules?NamePrefix=crud-")).body).toMatchObject({
      Schedules: [{ Name: "crud-a", State: "DISABLED" }, { Name: "crud-b" }],
    });
    expect((await call("DELETE", "/schedules/crud-a")).status).toBe(200);
    expect((await call("GET", "/schedules/crud-a")).status).toBe(404);
  });

  test.each([
    [
      "an expression",
      schedule("cron(* * * * * *)"),
      "Invalid Schedule Expression: cron(* * * * * *) must have ?",
    ],
    [
      "another group",
      { ...schedule("rate(1 hour)"), GroupName: "mine" },
      "the local account has the group default",
    ],
    [
      "another target",
      schedule("rate(1 hour)", { Arn: "arn:aws:sns:us-east-1:000000000000:t" }),
      "delivers to Lambda",
    ],
    ["an input", schedule("rate(1 hour)", { Input: "{}" }), "does not support Target.Input"],
    ["a start", schedule("rate(1 hour)", {}, { StartDate: 1_800_000_000 }), "does not support StartDate"],
    [
      "its own end",
      schedule("rate(1 hour)", {}, { ActionAfterCompletion: "DELETE" }),
      "'DELETE' at 'actionAfterCompletion'",
    ],
    ["what it lacks", { ...schedule("rate(1 hour)"), KmsKeyArn: "arn" }, "does not support KmsKeyArn"],
  ])("refuses %s by name", async (_what, input, message) => {
    const { status, body } = await call("POST", "/schedules/refused", input);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(body).toMatchObject({ message: expect.stringContaining(message) });
  });
});
