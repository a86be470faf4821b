import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { Faults } from "../faults/faults";
import { AwsError } from "../protocol/error";
import { KEYS } from "../testing/client.fixture";
import { type AccountServices, openServices } from "./services";

jest.setTimeout(60_000);

const stateFolder = mkdtempSync(join(tmpdir(), "ferry-foreign-"));
let services: AccountServices;

beforeAll(async () => {
  services = await openServices({
    stateFolder,
    endpoint: "http://127.0.0.1:1",
    keys: KEYS,
    bootstrap: join(__dirname, "..", "bootstrap.js"),
    firstApiPort: 0,
    faults: new Faults(),
  });
});

afterAll(async () => {
  await services.close();
  rmSync(stateFolder, { recursive: true });
});

interface Asked {
  readonly method?: string;
  readonly path?: string;
  readonly target?: string;
  readonly query?: string;
  readonly body?: string;
}

/** What a service answers to a request as it comes over the wire: its refusal, else its document. Anything but those fails. */
async function answer(name: string, { method = "POST", path = "/", target, query, body = "" }: Asked) {
  const service = services.wire.find(({ signingName }) => signingName === name);
  try {
    const response = await service?.handle({
      method,
      path,
      query: new URLSearchParams(query),
      headers: target === undefined ? {} : { "x-amz-target": target },
      body: Buffer.from(body),
      region: "us-east-1",
      requestId: "r",
    });
    return String(response?.body);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return `${error.status} ${error.code}`;
  }
}

const DEEP = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;
const DEEP_OBJECT = `${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`;
const json = (value: object): string => JSON.stringify(value);

test.each<[service: string, asked: Asked, expected: string]>([
  [
    "dynamodb",
    { target: "DynamoDB_20120810.PutItem", body: `{"Item":${DEEP}}` },
    "400 SerializationException",
  ],
  ["events", { target: "AWSEvents.PutRule", body: `{"Name":${DEEP}}` }, "400 SerializationException"],
  ["logs", { target: "Logs_20140328.FilterLogEvents", body: DEEP_OBJECT }, "400 SerializationException"],
  ["sqs", { target: "AmazonSQS.SendMessage", body: DEEP_OBJECT }, "400 SerializationException"],
  [
    "monitoring",
    { target: "GraniteServiceVersion20100801.GetMetricData", body: DEEP_OBJECT },
    "400 SerializationException",
  ],
  ["lambda", { path: "/2015-03-31/functions", body: DEEP_OBJECT }, "400 InvalidRequestContentException"],
  [
    "lambda",
    { path: "/2015-03-31/functions/f/invocations", body: DEEP },
    "400 InvalidRequestContentException",
  ],
  ["scheduler", { path: "/schedules/a", body: DEEP_OBJECT }, "400 ValidationException"],
  ["xray", { path: "/TraceSummaries", body: DEEP_OBJECT }, "400 InvalidRequestException"],
  [
    "monitoring",
    {
      target: "GraniteServiceVersion20100801.PutDashboard",
      body: json({ DashboardName: "d", DashboardBody: DEEP_OBJECT }),
    },
    "400 InvalidParameterInput",
  ],
  [
    "cloudformation",
    { body: `Action=ValidateTemplate&TemplateBody=${encodeURIComponent(`{"Resources":${DEEP_OBJECT}}`)}` },
    "400 ValidationError",
  ],
  ["cloudformation", { body: `Action=DescribeStacks&${"a.".repeat(50_000)}b=1` }, "400 ValidationError"],
  ["scheduler", { method: "GET", path: "/schedules/%" }, "404 UnknownOperationException"],
])("%s refuses what is nested too deeply: %#", async (service, asked, expected) => {
  expect(await answer(service, asked)).toBe(expected);
});

test("an event whose detail is nested too deeply is refused alone", async () => {
  const entry = { Source: "s", DetailType: "t" };
  const Entries = [
    { ...entry, Detail: DEEP_OBJECT },
    { ...entry, Detail: "{}" },
  ];
  const answered = await answer("events", { target: "AWSEvents.PutEvents", body: json({ Entries }) });
  expect(JSON.parse(answered)).toMatchObject({
    FailedEntryCount: 1,
    Entries: [{ ErrorCode: "MalformedDetail" }, { EventId: expect.any(String) }],
  });
});

test.each(["__proto__", "constructor", "toString"])(
  "no member of an object is found by the name %s",
  async (name) => {
    const functions = "/2015-03-31/functions";
    const create = {
      FunctionName: "f",
      Runtime: "nodejs24.x",
      Role: "arn:aws:iam::000000000000:role/r",
      Handler: "index.handler",
      Code: { ZipFile: EMPTY_ZIP },
    };
    // A member that is not the operation's is refused, whatever its name is.
    const more = `${json(create).slice(0, -1)},"${name}":{"a":1}}`;
    expect(await answer("lambda", { path: functions, body: more })).toBe(
      "400 InvalidParameterValueException",
    );
    await answer("lambda", { path: functions, body: json(create) });
    expect(await answer("lambda", { method: "GET", path: `${functions}/f/aliases/${name}` })).toBe(
      "404 ResourceNotFoundException",
    );
    expect(await answer("lambda", { path: `${functions}/f/invocations`, query: `Qualifier=${name}` })).toBe(
      "404 ResourceNotFoundException",
    );
    expect(
      await answer("lambda", { method: "GET", path: `${functions}/f/policy`, query: `Qualifier=${name}` }),
    ).toBe("404 ResourceNotFoundException");
    const alias = json({ Name: name, FunctionVersion: "$LATEST" });
    expect(JSON.parse(await answer("lambda", { path: `${functions}/f/aliases`, body: alias }))).toMatchObject(
      {
        Name: name,
      },
    );
    expect(
      JSON.parse(await answer("lambda", { method: "GET", path: `${functions}/f/aliases/${name}` })),
    ).toMatchObject({ Name: name, FunctionVersion: "$LATEST" });
    await answer("lambda", { method: "DELETE", path: `${functions}/f` });
  },
);

test("attributes of DynamoDB: `constructor` is a name as any other, and what dynalite cannot keep is refused", async () => {
  const run = (operation: string, body: string): Promise<string> =>
    answer("dynamodb", { target: `DynamoDB_20120810.${operation}`, body });
  await run(
    "CreateTable",
    json({
      TableName: "names",
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      BillingMode: "PAY_PER_REQUEST",
    }),
  );
  while (!(await run("DescribeTable", json({ TableName: "names" }))).includes('"ACTIVE"'))
    await setTimeout(5);
  const put = (attribute: string): Promise<string> =>
    run("PutItem", `{"TableName":"names","Item":{"id":{"S":"1"},${attribute}}}`);
  expect(await put('"constructor":{"S":"mine"}')).toBe("{}");
  expect(JSON.parse(await run("GetItem", json({ TableName: "names", Key: { id: { S: "1" } } })))).toEqual({
    Item: { id: { S: "1" }, constructor: { S: "mine" } },
  });
  expect(await put('"__proto__":{"S":"mine"}')).toBe("400 ValidationException");
});

/** An archive without files. */
const EMPTY_ZIP = Buffer.from(`504b0506${"00".repeat(18)}`, "hex").toString("base64");
