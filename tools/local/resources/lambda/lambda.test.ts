import { buffer } from "node:stream/consumers";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { fromBuffer, type ZipFile } from "yauzl";
import { TestAccount } from "../../cloudformation/account.fixture";
import { lambdaFunction, role } from "../../cloudformation/templates.fixture";
import { inlineCode } from "../../lambda/code/inline-code";

let account: TestAccount;

beforeAll(async () => {
  account = await TestAccount.start();
});

afterAll(async () => {
  await account.remove();
});

const FunctionName = "function";
const withFunction = (properties: object = {}, more: object = {}) => ({
  Resources: { Role: role(), Function: lambdaFunction({ FunctionName, ...properties }), ...more },
});

describe("AWS::Lambda::Function", () => {
  it("goes back to defaults for what a template no longer says", async () => {
    const { lambda } = account.services;
    const properties = {
      Description: "described",
      Environment: { Variables: { STAGE: "dev" } },
      EphemeralStorage: { Size: "1024" },
      LoggingConfig: { LogFormat: "JSON", LogGroup: "/own/group" },
      MemorySize: "1024",
      ReservedConcurrentExecutions: 5,
      Timeout: 30,
      TracingConfig: { Mode: "Active" },
    };
    const created = await account.create("defaults", withFunction(properties));
    expect(created.StackStatus).toBe("CREATE_COMPLETE");
    expect(await lambda.getFunctionConfiguration({ FunctionName })).toMatchObject({
      Description: "described",
      Environment: { Variables: { STAGE: "dev" } },
      EphemeralStorage: { Size: 1024 },
      LoggingConfig: { LogFormat: "JSON", LogGroup: "/own/group" },
      MemorySize: 1024,
      Timeout: 30,
      TracingConfig: { Mode: "Active" },
    });
    const concurrency = await lambda.getFunctionConcurrency({ FunctionName });
    expect(concurrency.ReservedConcurrentExecutions).toBe(5);
    await account.update("defaults", withFunction());
    const { Environment, ...configuration } = await lambda.getFunctionConfiguration({ FunctionName });
    expect([
      Environment,
      (await lambda.getFunctionConcurrency({ FunctionName })).ReservedConcurrentExecutions,
    ]).toEqual([undefined, undefined]);
    expect(configuration).toMatchObject({
      Description: "",
      EphemeralStorage: { Size: 512 },
      LoggingConfig: { LogFormat: "Text", LogGroup: `/aws/lambda/${FunctionName}` },
      MemorySize: 128,
      Timeout: 3,
      TracingConfig: { Mode: "PassThrough" },
    });
  });

  it("keeps code that came from elsewhere until the template's code changes", async () => {
    const { lambda } = account.services;
    const deployed = await inlineCode("exports.handler = async () => 'deployed';", "nodejs24.x");
    const { CodeSha256 } = await lambda.updateFunctionCode({ FunctionName, ZipFile: deployed });
    await account.update("defaults", withFunction({ MemorySize: 256 }));
    expect((await lambda.getFunctionConfiguration({ FunctionName })).CodeSha256).toBe(CodeSha256);
    await account.update(
      "defaults",
      withFunction({ MemorySize: 256, Code: { ZipFile: "exports.handler = 1;" } }),
    );
    expect((await lambda.getFunctionConfiguration({ FunctionName })).CodeSha256).not.toBe(CodeSha256);
  });

  it("does not take away what another has made under its name", async () => {
    const stack = await account.create("taken", withFunction());
    expect(stack.StackStatus).toBe("ROLLBACK_COMPLETE");
    expect((await account.services.lambda.getFunctionConfiguration({ FunctionName })).MemorySize).toBe(256);
  });
});

describe("AWS::Lambda::Version", () => {
  const version = { Type: "AWS::Lambda::Version", Properties: { FunctionName: { Ref: "Function" } } };

  it("is refused where nothing has changed since the last one", async () => {
    const name = { FunctionName: "versioned" };
    await account.create("versions", withFunction(name, { First: version }));
    const unchanged = await account.update(
      "versions",
      withFunction(name, { First: version, Second: version }),
    );
    expect(unchanged.StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
    const second = { ...version, DependsOn: "Function" };
    const changed = withFunction({ ...name, Timeout: 5 }, { First: version, Second: second });
    expect((await account.update("versions", changed)).StackStatus).toBe("UPDATE_COMPLETE");
    const { Versions = [] } = await account.services.lambda.listVersionsByFunction(name);
    expect(Versions.map(({ Version }) => Version)).toEqual(["$LATEST", "1", "2"]);
  });
});

describe("AWS::Lambda::Alias", () => {
  it("moves when its version does, and is left alone otherwise", async () => {
    const { lambda } = account.services;
    const name = { FunctionName: "aliased" };
    const live = (FunctionVersion: string, Description: string) => ({
      Live: {
        Type: "AWS::Lambda::Alias",
        Properties: { FunctionName: { Ref: "Function" }, FunctionVersion, Name: "live", Description },
      },
    });
    await account.create("aliases", withFunction(name, live("$LATEST", "")));
    await lambda.publishVersion(name);
    await lambda.updateAlias({ ...name, Name: "live", FunctionVersion: "1" });
    await account.update("aliases", withFunction({ ...name, Timeout: 5 }, live("$LATEST", "")));
    expect((await lambda.getAlias({ ...name, Name: "live" })).FunctionVersion).toBe("1");
    await account.update("aliases", withFunction({ ...name, Timeout: 5 }, live("$LATEST", "changed")));
    expect((await lambda.getAlias({ ...name, Name: "live" })).FunctionVersion).toBe("$LATEST");
  });
});

describe("inlineCode", () => {
  it.each([
    ["nodejs24.x", "index.js"],
    ["python3.13", "index.py"],
  ])("for %s is one file %s, with the same bytes each time", async (runtime, name) => {
    const zip = await inlineCode("text é", runtime);
    expect((await inlineCode("text é", runtime)).equals(zip)).toBe(true);
    expect(await entries(zip)).toEqual([[name, "text é"]]);
  });
});

async function entries(zip: Buffer): Promise<[string, string][]> {
  const open = promisify<Buffer, object, ZipFile>(fromBuffer);
  const file = await open(zip, { lazyEntries: false, autoClose: false });
  const found: Promise<[string, string]>[] = [];
  return new Promise((resolve, reject) => {
    file.on("error", reject);
    file.on("entry", (entry) => {
      const read = promisify(file.openReadStream.bind(file)) as (
        one: typeof entry,
      ) => Promise<NodeJS.ReadableStream>;
      found.push(
        read(entry).then(async (stream) => [entry.fileName, (await buffer(stream as never)).toString()]),
      );
    });
    file.on("end", () => resolve(Promise.all(found)));
  });
}
