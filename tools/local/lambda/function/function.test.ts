import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetAccountSettingsCommand,
  GetFunctionCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  ListFunctionsCommand,
  ListLayersCommand,
  ListTagsCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { codeSha256 } from "../code/zip";
import {
  deploy,
  FUNCTION_DEFAULTS,
  invoke,
  payload,
  startLambda,
  type TestLambda,
  zipOf,
} from "../lambda.fixture";

// Real processes and files on a machine that may be busy: what hangs is ended, what is slow is not.
jest.setTimeout(60_000);

let local: TestLambda;
let zip: Buffer;

beforeAll(async () => {
  local = await startLambda();
  zip = await zipOf({ "index.js": "exports.handler = async () => 1;" });
});

afterAll(() => local.close());

function create(FunctionName: string, more: object = {}) {
  return local.lambda.send(
    new CreateFunctionCommand({ FunctionName, ...FUNCTION_DEFAULTS, Code: { ZipFile: zip }, ...more }),
  );
}

describe("an update", () => {
  test("is InProgress for a while, keeps others out, and changes the revision twice", async () => {
    const delay = 60 * 60 * 1000;
    let ahead = 0;
    const slow = await startLambda({ updateDelay: delay, now: () => Date.now() + ahead });
    const settle = () => {
      ahead += delay;
    };
    try {
      const FunctionName = "slow";
      const configuration = () => slow.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
      const update = (input: object) =>
        slow.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, ...input }));
      const replace = async (result: number) =>
        slow.lambda.send(
          new UpdateFunctionCodeCommand({
            FunctionName,
            ZipFile: await zipOf({ "index.js": `exports.handler = async () => ${result};` }),
          }),
        );
      await slow.lambda.send(
        new CreateFunctionCommand({ FunctionName, ...FUNCTION_DEFAULTS, Code: { ZipFile: zip } }),
      );
      settle();
      const before = await configuration();
      const updated = await update({ MemorySize: 256, RevisionId: before.RevisionId });
      expect(updated).toMatchObject({ MemorySize: 256, State: "Active", LastUpdateStatus: "InProgress" });
      const conflict = { name: "ResourceConflictException", $metadata: { httpStatusCode: 409 } };
      await expect(update({ MemorySize: 512 })).rejects.toMatchObject(conflict);
      await expect(replace(2)).rejects.toMatchObject(conflict);
      await expect(slow.lambda.send(new PublishVersionCommand({ FunctionName }))).rejects.toMatchObject(
        conflict,
      );
      settle();
      const after = await configuration();
      expect(after).toMatchObject({ MemorySize: 256, LastUpdateStatus: "Successful" });
      expect(new Set([before.RevisionId, updated.RevisionId, after.RevisionId]).size).toBe(3);
      await expect(update({ MemorySize: 512, RevisionId: updated.RevisionId })).rejects.toMatchObject({
        name: "PreconditionFailedException",
        $metadata: { httpStatusCode: 412 },
      });
      await replace(2);
      expect(payload(await invoke(slow, FunctionName))).toBe(1);
      settle();
      expect(payload(await invoke(slow, FunctionName))).toBe(2);
    } finally {
      await slow.close();
    }
  });

  test("of the configuration changes what it names and no more", async () => {
    await deploy(local, "partial", "exports.handler = async () => 1;", {
      Description: "kept",
      Environment: { Variables: { A1: "1", B1: "2" } },
    });
    const updated = await local.lambda.send(
      new UpdateFunctionConfigurationCommand({
        FunctionName: "partial",
        Environment: { Variables: { A1: "3" } },
      }),
    );
    expect(updated).toMatchObject({ Description: "kept", Environment: { Variables: { A1: "3" } } });
    expect(updated.Environment?.Variables).toEqual({ A1: "3" });
  });

  test("of the code as a dry run says what would be and changes nothing", async () => {
    await deploy(local, "dry", "exports.handler = async () => 'dry';");
    const before = await local.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "dry" }));
    const dry = await local.lambda.send(
      new UpdateFunctionCodeCommand({ FunctionName: "dry", ZipFile: zip, DryRun: true }),
    );
    expect(dry.CodeSha256).toBe(codeSha256(zip));
    const after = await local.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "dry" }));
    expect({ ...after, $metadata: {} }).toEqual({ ...before, $metadata: {} });
  });
});

describe("GetFunction", () => {
  test("gives tags, concurrency, and where the code can be fetched", async () => {
    await create("got", { Tags: { team: "orders" } });
    await local.lambda.send(
      new PutFunctionConcurrencyCommand({ FunctionName: "got", ReservedConcurrentExecutions: 5 }),
    );
    const { Configuration, Code, Tags, Concurrency } = await local.lambda.send(
      new GetFunctionCommand({ FunctionName: "arn:aws:lambda:us-east-1:000000000000:function:got" }),
    );
    expect(Configuration?.FunctionName).toBe("got");
    expect(Tags).toEqual({ team: "orders" });
    expect(Concurrency).toEqual({ ReservedConcurrentExecutions: 5 });
    const fetched = await fetch(Code?.Location ?? "");
    expect(Buffer.from(await fetched.arrayBuffer()).equals(zip)).toBe(true);
  });

  test("says which function is missing", async () => {
    await expect(
      local.lambda.send(new GetFunctionCommand({ FunctionName: "missing" })),
    ).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "Function not found: arn:aws:lambda:us-east-1:000000000000:function:missing",
    });
  });
});

test("tags can be added and removed", async () => {
  const { FunctionArn: Resource } = await create("tagged", { Tags: { a: "1", b: "2" } });
  await local.lambda.send(new TagResourceCommand({ Resource, Tags: { b: "3", "c d/é": "4" } }));
  await local.lambda.send(new UntagResourceCommand({ Resource, TagKeys: ["a"] }));
  expect((await local.lambda.send(new ListTagsCommand({ Resource }))).Tags).toEqual({ b: "3", "c d/é": "4" });
});

test("ListFunctions gives pages of 50 and follows its markers", async () => {
  const many = await startLambda({ updateDelay: 0 });
  try {
    const names = Array.from({ length: 120 }, (_, n) => `f-${String(n).padStart(3, "0")}`);
    for (const FunctionName of names) {
      await many.api.createFunction({ FunctionName, ...FUNCTION_DEFAULTS, Code: { ZipFile: zip } });
    }
    await many.api.publishVersion({ FunctionName: "f-001" });
    const pages: (string | undefined)[][] = [];
    let Marker: string | undefined;
    do {
      const page = await many.lambda.send(new ListFunctionsCommand({ Marker, MaxItems: 10_000 }));
      pages.push((page.Functions ?? []).map(({ FunctionName }) => FunctionName));
      expect(page.Functions?.[0]).toMatchObject({ CodeSha256: codeSha256(zip) });
      expect(page.Functions?.[0]).not.toHaveProperty("State");
      Marker = page.NextMarker;
    } while (Marker);
    expect(pages.map(({ length }) => length)).toEqual([50, 50, 20]);
    expect(pages.flat()).toEqual(names);
    const few = await many.lambda.send(new ListFunctionsCommand({ MaxItems: 3, FunctionVersion: "ALL" }));
    expect(few.Functions?.map(({ FunctionArn = "" }) => FunctionArn.split(":function:")[1])).toEqual([
      "f-000:$LATEST",
      "f-001:$LATEST",
      "f-001:1",
    ]);
  } finally {
    await many.close();
  }
});

test("a function that is deleted is gone with all that belongs to it", async () => {
  await deploy(local, "doomed", "exports.handler = async () => 1;");
  await local.lambda.send(new PublishVersionCommand({ FunctionName: "doomed" }));
  await local.lambda.send(new DeleteFunctionCommand({ FunctionName: "doomed" }));
  const missing = { name: "ResourceNotFoundException" };
  for (const FunctionName of ["doomed", "doomed:1"]) {
    await expect(local.lambda.send(new GetFunctionCommand({ FunctionName }))).rejects.toMatchObject(missing);
  }
  await expect(
    local.lambda.send(new DeleteFunctionCommand({ FunctionName: "doomed" })),
  ).rejects.toMatchObject(missing);
});

test("reserved concurrency leaves 100 to the other functions", async () => {
  await create("greedy");
  await expect(
    local.lambda.send(
      new PutFunctionConcurrencyCommand({ FunctionName: "greedy", ReservedConcurrentExecutions: 990 }),
    ),
  ).rejects.toMatchObject({ name: "InvalidParameterValueException" });
  const none = await local.lambda.send(new GetFunctionConcurrencyCommand({ FunctionName: "greedy" }));
  expect(none.ReservedConcurrentExecutions).toBeUndefined();
});

test("GetAccountSettings counts functions and their code", async () => {
  const { AccountLimit, AccountUsage } = await local.lambda.send(new GetAccountSettingsCommand({}));
  expect(AccountLimit).toMatchObject({ ConcurrentExecutions: 1000, CodeSizeUnzipped: 262_144_000 });
  expect(AccountUsage?.FunctionCount).toBeGreaterThan(0);
});

test("an operation that the local account does not have is an AWS error", async () => {
  await expect(local.lambda.send(new ListLayersCommand({}))).rejects.toMatchObject({
    name: "UnknownOperationException",
    message: "the local account does not support the Lambda operation GET /2018-10-31/layers",
    $metadata: { httpStatusCode: 404 },
  });
});
