import {
  DeleteFunctionCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionUpdatedV2,
} from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import type { AwsSession } from "../../aws/session";
import { configurationDigest } from "../../model/configuration-digest";
import type { ObservedService } from "../../model/observed";
import { type Knowledge, type ManySubject, observeMany } from "../../observe/many";
import type { RecordedService } from "../../observe/recorded";
import { observeService } from "../../observe/service";
import { TestAccount } from "../../testing/account/account";
import { Crowd } from "../../testing/account/crowd";

jest.setTimeout(300_000);

const SERVICES = Array.from({ length: 40 }, (_, index) => `s${String(index).padStart(2, "0")}`);
const FUNCTIONS = ["a", "b", "c"];
const TEMPLATE = "aa".repeat(32);

let account: TestAccount;
let crowd: Crowd;
/** What a record says after a deploy of all. */
let settled: Readonly<Record<string, RecordedService>>;

beforeAll(async () => {
  account = await TestAccount.start();
  crowd = new Crowd(account.connection);
  const ours = SERVICES.flatMap((service) => FUNCTIONS.map((name) => `dev-${service}-${name}`));
  // Another environment with the same services, and names that ours begin with.
  const others = SERVICES.slice(0, 10).map((service) => `dev-x-${service}-a`);
  await crowd.make([...ours, ...others], [...SERVICES.map((service) => `dev-${service}`), "dev-x-s00"]);
  const looked = await oneByOne(subjects());
  const recorded = (service: string, name: string) => {
    const latest = looked.get(`dev-${service}`)?.functions[`dev-${service}-${name}`]?.latest;
    const configuration = configurationDigest(latest ?? { configuration: {} });
    return [`${service}-${name}`, { version: "1", sha256: crowd.sha256, configuration }];
  };
  settled = Object.fromEntries(
    SERVICES.map((service) => [
      service,
      {
        template: TEMPLATE,
        functions: Object.fromEntries(FUNCTIONS.map((name) => recorded(service, name))),
      },
    ]),
  );
});
afterAll(async () => {
  crowd.close();
  await account.close();
});

const session = (): AwsSession => account.session();

function subjects(env = "dev"): ManySubject[] {
  return SERVICES.map((service) => ({
    service,
    stack: `${env}-${service}`,
    templateDigest: TEMPLATE,
    isCurrent: () => true,
    needsTemplate: () => false,
    functions: FUNCTIONS.map((name) => ({
      name: `${env}-${service}-${name}`,
      artifact: { name: `${service}-${name}`, digest: { sha256: crowd.sha256 } },
    })),
  }));
}

const knowing = (record: Awaited<ReturnType<Knowledge["record"]>>, lookAtEach = false): Knowledge => ({
  record: async () => record,
  lookAtEach,
});

/** What is the same whether a function was looked at or not: not the revision that nothing is written with. */
function comparable(observed: ReadonlyMap<string, ObservedService>): unknown {
  return Object.fromEntries(
    [...observed].map(([name, { stack, functions }]) => [
      name,
      {
        stack: stack?.id,
        functions: Object.fromEntries(
          Object.entries(functions).map(([key, { live, latest }]) => [
            key,
            [live, latest].map((one) => [one?.version, one?.sha256, one?.configuration]),
          ]),
        ),
      },
    ]),
  );
}

async function oneByOne(wanted: readonly ManySubject[]): Promise<ReadonlyMap<string, ObservedService>> {
  const found = new Map<string, ObservedService>();
  for (const { stack, functions, needsTemplate } of wanted) {
    const subject = { stack, functions: functions.map(({ name }) => name), needsTemplate };
    found.set(stack, await observeService(session(), subject));
  }
  return found;
}

test("where nothing has changed, no function is looked at, and what is seen is the same", async () => {
  const aws = session();
  const observed = await observeMany(aws, subjects(), knowing(settled));
  expect(aws.calls.summary().byOperation).toEqual({
    "CloudFormation.DescribeStacks": 1,
    "Lambda.GetAccountSettings": 1,
    "Lambda.ListFunctions": 3,
  });
  expect(comparable(observed)).toEqual(comparable(await oneByOne(subjects())));
});

test("the list is read no further than to the last function that is wanted", async () => {
  const aws = session();
  // By name, the first fifteen of the functions.
  await observeMany(aws, subjects().slice(0, 5), knowing(settled));
  expect(aws.calls.summary().byOperation).toMatchObject({ "Lambda.ListFunctions": 1 });
});

test("few services are left to be looked at one by one", async () => {
  const aws = session();
  expect(await observeMany(aws, subjects().slice(0, 3), knowing(settled))).toEqual(new Map());
  expect(aws.calls.summary().total).toBe(0);
});

test.each<[string, () => Knowledge]>([
  ["without a record", () => knowing(undefined)],
  ["where the user wants it", () => knowing(settled, true)],
])("%s each function is looked at", async (_, knowledge) => {
  const aws = session();
  const observed = await observeMany(aws, subjects(), knowledge());
  expect(aws.calls.summary().byOperation).toEqual({
    "CloudFormation.DescribeStacks": 1,
    "Lambda.GetFunction": 240,
  });
  expect(comparable(observed)).toEqual(comparable(await oneByOne(subjects())));
});

test("in an environment that has nothing yet, only stacks are asked for", async () => {
  const aws = session();
  const observed = await observeMany(aws, subjects("new"), knowing(undefined));
  expect(aws.calls.summary().byOperation).toEqual({ "CloudFormation.DescribeStacks": 1 });
  expect(observed.get("new-s00")).toEqual({ functions: {} });
  expect(observed.size).toBe(SERVICES.length);
});

test("what differs from the record is looked at, and nothing else", async () => {
  const { lambda } = crowd;
  const pace = { client: lambda, minDelay: 0.05, maxDelay: 0.2, maxWaitTime: 60 };
  await lambda.send(
    new UpdateFunctionConfigurationCommand({ FunctionName: "dev-s01-a", MemorySize: 512, Timeout: 9 }),
  );
  const { Configuration } = (await waitUntilFunctionUpdatedV2(pace, { FunctionName: "dev-s01-a" })).reason;
  expect(Configuration?.MemorySize).toBe(512);
  const other = Buffer.from("UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==", "base64");
  await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: "dev-s02-b", ZipFile: other }));
  await waitUntilFunctionUpdatedV2(pace, { FunctionName: "dev-s02-b" });
  await lambda.send(new DeleteFunctionCommand({ FunctionName: "dev-s03-c" }));
  const { s04, s05, s06, ...rest } = settled;
  const record = {
    ...rest,
    s04: { ...s04, functions: s04?.functions ?? {}, pending: true as const },
    s05: { ...s05, functions: s05?.functions ?? {}, template: "bb".repeat(32) },
    // And s06 is not in it.
  };
  // A stack that is to change takes its functions with it.
  const wanted = subjects().map((one) => (one.service === "s07" ? { ...one, isCurrent: () => false } : one));

  const aws = session();
  const observed = await observeMany(aws, wanted, knowing(record));
  const looked = 1 + 1 + 1 + 4 * FUNCTIONS.length;
  expect(aws.calls.summary().byOperation).toEqual({
    "CloudFormation.DescribeStacks": 1,
    "Lambda.GetAccountSettings": 1,
    "Lambda.ListFunctions": 3,
    "Lambda.GetFunction": 2 * looked,
  });
  // Whether someone deletes the service just now, only another look shows.
  const others = wanted.filter(({ service }) => service !== "s03");
  expect(comparable(observed)).toEqual(comparable(await oneByOne(others)));
});

test("where a stack is to change, the aliases that are there are looked at, although a function is still to come", async () => {
  const functions = ["dev-s00-a", "dev-s00-new"];
  const subject = { stack: "dev-s00", functions, needsTemplate: () => true };
  const observed = await observeService(session(), subject);
  expect(observed.functions).toMatchObject({ "dev-s00-a": { alias: { version: "1" } }, "dev-s00-new": {} });
});
