import {
  AddPermissionCommand,
  CreateAliasCommand,
  DeleteAliasCommand,
  DeleteFunctionCommand,
  GetAliasCommand,
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  ListAliasesCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  RemovePermissionCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
} from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { deploy, startLambda, type TestLambda, zipOf } from "../lambda.fixture";

// Real processes and files on a machine that may be busy: what hangs is ended, what is slow is not.
jest.setTimeout(60_000);

let local: TestLambda;
const ARN = "arn:aws:lambda:us-east-1:000000000000:function:f";
const FunctionName = "f";

beforeAll(async () => {
  local = await startLambda();
  await deploy(local, FunctionName, "exports.handler = async () => 1;");
});

afterAll(() => local.close());

describe("PublishVersion", () => {
  test("makes a version of $LATEST, once for the same code and configuration", async () => {
    const first = await local.lambda.send(new PublishVersionCommand({ FunctionName, Description: "first" }));
    expect(first).toMatchObject({
      Version: "1",
      FunctionArn: `${ARN}:1`,
      Description: "first",
      State: "Active",
    });
    const again = await local.lambda.send(new PublishVersionCommand({ FunctionName, Description: "again" }));
    expect(again).toMatchObject({ Version: "1", Description: "first", RevisionId: first.RevisionId });
  });

  test("is a new revision of $LATEST, if there is a new version", async () => {
    const name = "revisions";
    await deploy(local, name, "exports.handler = async () => 1;");
    const revision = async () =>
      (await local.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: name }))).RevisionId;
    const before = await revision();
    const publish = { FunctionName: name, RevisionId: before };
    const version = await local.lambda.send(new PublishVersionCommand(publish));
    const after = await revision();
    expect(new Set([before, after, version.RevisionId]).size).toBe(3);
    await expect(local.lambda.send(new PublishVersionCommand(publish))).rejects.toMatchObject({
      name: "PreconditionFailedException",
    });
    await local.lambda.send(new PublishVersionCommand({ FunctionName: name, RevisionId: after }));
    expect(await revision()).toBe(after);
  });

  test("holds to CodeSha256 and RevisionId", async () => {
    const latest = await local.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    const CodeSha256 = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    await expect(
      local.lambda.send(new PublishVersionCommand({ FunctionName, CodeSha256 })),
    ).rejects.toMatchObject({
      name: "InvalidParameterValueException",
      message: `CodeSHA256 (${CodeSha256}) is different from current CodeSHA256 in $LATEST (${latest.CodeSha256}). Please try again with the CodeSHA256 in $LATEST.`,
    });
    await expect(
      local.lambda.send(new PublishVersionCommand({ FunctionName, RevisionId: "other" })),
    ).rejects.toMatchObject({ name: "PreconditionFailedException" });
    const { CodeSha256: sha, RevisionId } = latest;
    const same = await local.lambda.send(
      new PublishVersionCommand({ FunctionName, CodeSha256: sha, RevisionId }),
    );
    expect(same.Version).toBe("1");
  });

  test("with UpdateFunctionCode answers the version", async () => {
    const ZipFile = await zipOf({ "index.js": "exports.handler = async () => 2;" });
    const updated = await local.lambda.send(
      new UpdateFunctionCodeCommand({ FunctionName, ZipFile, Publish: true }),
    );
    expect(updated).toMatchObject({ Version: "2", FunctionArn: `${ARN}:2`, State: "Pending" });
    const { Versions } = await local.lambda.send(new ListVersionsByFunctionCommand({ FunctionName }));
    expect(Versions?.map(({ Version }) => Version)).toEqual(["$LATEST", "1", "2"]);
  });
});

describe("an alias", () => {
  test("is made, moved under its revision, listed and deleted", async () => {
    const Name = "live";
    const created = await local.lambda.send(
      new CreateAliasCommand({ FunctionName, Name, FunctionVersion: "1" }),
    );
    expect(created).toMatchObject({ AliasArn: `${ARN}:live`, Name, FunctionVersion: "1", Description: "" });
    await expect(
      local.lambda.send(new CreateAliasCommand({ FunctionName, Name, FunctionVersion: "2" })),
    ).rejects.toMatchObject({
      name: "ResourceConflictException",
      message: `Alias already exists: ${ARN}:live`,
    });
    const { RevisionId } = created;
    const moved = await local.lambda.send(
      new UpdateAliasCommand({ FunctionName, Name, FunctionVersion: "2", Description: "moved", RevisionId }),
    );
    expect(moved).toMatchObject({ FunctionVersion: "2", Description: "moved" });
    expect(moved.RevisionId).not.toBe(RevisionId);
    await expect(
      local.lambda.send(new UpdateAliasCommand({ FunctionName, Name, FunctionVersion: "1", RevisionId })),
    ).rejects.toMatchObject({ name: "PreconditionFailedException", $metadata: { httpStatusCode: 412 } });
    const byVersion = async (FunctionVersion: string) =>
      (await local.lambda.send(new ListAliasesCommand({ FunctionName, FunctionVersion }))).Aliases?.length;
    expect([await byVersion("1"), await byVersion("2")]).toEqual([0, 1]);
    await local.lambda.send(new DeleteAliasCommand({ FunctionName, Name }));
    await expect(local.lambda.send(new GetAliasCommand({ FunctionName, Name }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: `Cannot find alias arn: ${ARN}:live`,
    });
    await local.lambda.send(new DeleteAliasCommand({ FunctionName, Name }));
  });

  test("points at a version that is there, and keeps it", async () => {
    await expect(
      local.lambda.send(new CreateAliasCommand({ FunctionName, Name: "bad", FunctionVersion: "99" })),
    ).rejects.toMatchObject({ name: "ResourceNotFoundException", message: `Function not found: ${ARN}:99` });
    await local.lambda.send(new CreateAliasCommand({ FunctionName, Name: "keeper", FunctionVersion: "1" }));
    await expect(
      local.lambda.send(new DeleteFunctionCommand({ FunctionName, Qualifier: "1" })),
    ).rejects.toMatchObject({
      name: "ResourceConflictException",
      message: expect.stringContaining("[keeper]"),
    });
  });

  test("has a name that is no version's", async () => {
    await expect(
      local.lambda.send(new CreateAliasCommand({ FunctionName, Name: "12", FunctionVersion: "1" })),
    ).rejects.toMatchObject({ name: "ValidationException", message: expect.stringContaining("'name'") });
  });

  test.each([
    [{ "1": 0.5 }, "already included in routing configuration"],
    [{ "2": 0.1, "3": 0.1 }, "cannot be greater than 1"],
    [{ "99": 0.1 }, "Function not found"],
  ])("refuses the weights %j", async (AdditionalVersionWeights, message) => {
    const RoutingConfig = { AdditionalVersionWeights };
    await expect(
      local.lambda.send(
        new CreateAliasCommand({ FunctionName, Name: "w", FunctionVersion: "1", RoutingConfig }),
      ),
    ).rejects.toThrow(message);
  });
});

describe("a resource policy", () => {
  test("is of the alias, changes its revision, and is gone without statements", async () => {
    const Qualifier = "policied";
    const alias = await local.lambda.send(
      new CreateAliasCommand({ FunctionName, Name: Qualifier, FunctionVersion: "1" }),
    );
    const permission = {
      FunctionName,
      Qualifier,
      StatementId: "api",
      Action: "lambda:InvokeFunction",
      Principal: "apigateway.amazonaws.com",
      SourceArn: "arn:aws:execute-api:us-east-1:000000000000:abc/*",
    };
    const { Statement } = await local.lambda.send(
      new AddPermissionCommand({ ...permission, RevisionId: alias.RevisionId }),
    );
    expect(JSON.parse(Statement ?? "")).toEqual({
      Sid: "api",
      Effect: "Allow",
      Principal: { Service: "apigateway.amazonaws.com" },
      Action: "lambda:InvokeFunction",
      Resource: `${ARN}:policied`,
      Condition: { ArnLike: { "AWS:SourceArn": permission.SourceArn } },
    });
    await expect(local.lambda.send(new AddPermissionCommand(permission))).rejects.toMatchObject({
      name: "ResourceConflictException",
    });
    const { Policy, RevisionId } = await local.lambda.send(new GetPolicyCommand({ FunctionName, Qualifier }));
    expect(RevisionId).not.toBe(alias.RevisionId);
    expect(JSON.parse(Policy ?? "")).toMatchObject({
      Version: "2012-10-17",
      Id: "default",
      Statement: [{ Sid: "api" }],
    });
    const remove = (revision?: string) =>
      local.lambda.send(
        new RemovePermissionCommand({ FunctionName, Qualifier, StatementId: "api", RevisionId: revision }),
      );
    await expect(remove(alias.RevisionId)).rejects.toMatchObject({ name: "PreconditionFailedException" });
    await remove(RevisionId);
    await expect(remove()).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    await expect(local.lambda.send(new GetPolicyCommand({ FunctionName, Qualifier }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
  });
});
