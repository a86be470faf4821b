import {
  CreateFunctionCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  waitUntilFunctionActiveV2,
} from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { AwsError } from "../../protocol/error";
import { codeSha256 } from "../code/zip";
import { FUNCTION_DEFAULTS, startLambda, type TestLambda, WAIT, zipOf } from "../lambda.fixture";

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

describe("CreateFunction", () => {
  test("answers with Lambda's defaults, Pending, and Active after a while", async () => {
    const created = await create("defaults");
    expect(created).toMatchObject({
      FunctionName: "defaults",
      FunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:defaults",
      Runtime: "nodejs24.x",
      CodeSize: zip.length,
      CodeSha256: codeSha256(zip),
      Description: "",
      Timeout: 3,
      MemorySize: 128,
      LastModified: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/),
      Version: "$LATEST",
      State: "Pending",
      StateReasonCode: "Creating",
      PackageType: "Zip",
      Architectures: ["x86_64"],
      EphemeralStorage: { Size: 512 },
      TracingConfig: { Mode: "PassThrough" },
      LoggingConfig: { LogFormat: "Text", LogGroup: "/aws/lambda/defaults" },
      $metadata: { httpStatusCode: 201 },
    });
    await waitUntilFunctionActiveV2({ client: local.lambda, ...WAIT }, { FunctionName: "defaults" });
    const settled = await local.lambda.send(
      new GetFunctionConfigurationCommand({ FunctionName: "defaults" }),
    );
    expect(settled).toMatchObject({ State: "Active", LastUpdateStatus: "Successful" });
    expect(settled.RevisionId).not.toBe(created.RevisionId);
  });

  test("refuses a name that is taken", async () => {
    await create("taken");
    await expect(create("taken")).rejects.toMatchObject({
      name: "ResourceConflictException",
      message: "Function already exist: taken",
      Type: "User",
      $metadata: { httpStatusCode: 409 },
    });
  });

  test.each([
    ["a name with a dot", { FunctionName: "a.b" }, "ValidationException", "functionName"],
    ["a name of 65 characters", { FunctionName: "a".repeat(65) }, "ValidationException", "functionName"],
    [
      "127 MB",
      { MemorySize: 127 },
      "ValidationException",
      "'memorySize' failed to satisfy constraint: Member must have value greater than or equal to 128",
    ],
    ["10241 MB", { MemorySize: 10_241 }, "ValidationException", "less than or equal to 10240"],
    [
      "901 seconds",
      { Timeout: 901 },
      "ValidationException",
      "'timeout' failed to satisfy constraint: Member must have value less than or equal to 900",
    ],
    [
      "257 characters of description",
      { Description: "d".repeat(257) },
      "ValidationException",
      "length less than or equal to 256",
    ],
    ["a role that is no ARN", { Role: "admin" }, "ValidationException", "role"],
    [
      "a deprecated runtime",
      { Runtime: "nodejs20.x" },
      "InvalidParameterValueException",
      "no longer supported",
    ],
    [
      "another language",
      { Runtime: "python3.13" },
      "InvalidParameterValueException",
      "Member must satisfy enum value set: [nodejs22.x, nodejs24.x]",
    ],
    [
      "4 KB of variables",
      { Environment: { Variables: { A1: "v".repeat(4096) } } },
      "InvalidParameterValueException",
      "exceeded the 4KB limit",
    ],
    [
      "a reserved variable",
      { Environment: { Variables: { AWS_REGION: "x" } } },
      "InvalidParameterValueException",
      "AWS_REGION",
    ],
    [
      "a variable that is no name",
      { Environment: { Variables: { "1A": "x" } } },
      "InvalidParameterValueException",
      "1A",
    ],
    [
      "subnets",
      { VpcConfig: { SubnetIds: ["subnet-1"] } },
      "InvalidParameterValueException",
      "does not support VpcConfig",
    ],
    [
      "layers",
      { Layers: ["arn:aws:lambda:us-east-1:000000000000:layer:x:1"] },
      "InvalidParameterValueException",
      "does not support Layers",
    ],
    [
      "an image",
      { PackageType: "Image", Code: { ImageUri: "x" } },
      "InvalidParameterValueException",
      "PackageType",
    ],
    ["an image URI", { Code: { ImageUri: "x" } }, "InvalidParameterValueException", "Code.ImageUri"],
    [
      "SnapStart",
      { SnapStart: { ApplyOn: "PublishedVersions" } },
      "InvalidParameterValueException",
      "SnapStart",
    ],
    [
      "a file system",
      { FileSystemConfigs: [{ Arn: "a", LocalMountPath: "/mnt/a" }] },
      "InvalidParameterValueException",
      "FileSystemConfigs",
    ],
    [
      "a topic for dead letters",
      { DeadLetterConfig: { TargetArn: "arn:aws:sns:us-east-1:000000000000:t" } },
      "ValidationException",
      "Value 'arn:aws:sns:us-east-1:000000000000:t' at 'deadLetterConfig.targetArn'",
    ],
    [
      "log levels of text logs",
      { LoggingConfig: { LogFormat: "Text", SystemLogLevel: "WARN" } },
      "InvalidParameterValueException",
      "must be JSON",
    ],
    ["no code", { Code: {} }, "InvalidParameterValueException", "source for function code"],
    [
      "S3 where there is none",
      { Code: { S3Bucket: "bucket", S3Key: "key" } },
      "InvalidParameterValueException",
      "no S3",
    ],
    [
      "an empty zip",
      { Code: { ZipFile: Buffer.alloc(0) } },
      "InvalidParameterValueException",
      "non-empty zip",
    ],
    [
      "what is no zip",
      { Code: { ZipFile: Buffer.from("PK no") } },
      "InvalidParameterValueException",
      "Could not unzip uploaded file",
    ],
  ])("refuses %s, and keeps nothing", async (_what, input, name, message) => {
    await expect(create("refused", input)).rejects.toMatchObject({
      name,
      message: expect.stringContaining(message),
      $metadata: { httpStatusCode: 400 },
    });
    await expect(
      local.lambda.send(new GetFunctionCommand({ FunctionName: "refused" })),
    ).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });

  test("takes what only says that a feature is off", async () => {
    const created = await create("plain", {
      VpcConfig: { SubnetIds: [], SecurityGroupIds: [] },
      Layers: [],
      SnapStart: { ApplyOn: "None" },
      PackageType: "Zip",
      DeadLetterConfig: {},
      KMSKeyArn: "",
    });
    expect(created.FunctionName).toBe("plain");
  });

  test("takes code from S3, and gives S3's error", async () => {
    const withS3 = await startLambda({
      fetchObject: async ({ bucket, key }) => {
        if (`${bucket}/${key}` !== "bucket/key")
          throw new AwsError("NoSuchKey", 404, "The specified key does not exist.");
        return zip;
      },
    });
    try {
      const from = (S3Key: string) =>
        withS3.lambda.send(
          new CreateFunctionCommand({
            FunctionName: "from-s3",
            ...FUNCTION_DEFAULTS,
            Code: { S3Bucket: "bucket", S3Key },
          }),
        );
      await expect(from("other")).rejects.toMatchObject({
        name: "InvalidParameterValueException",
        message: expect.stringContaining("NoSuchKey"),
      });
      expect((await from("key")).CodeSha256).toBe(codeSha256(zip));
    } finally {
      await withS3.close();
    }
  });
});
