import {
  CreateFunctionCommand,
  InvokeCommand,
  type InvokeCommandOutput,
  waitUntilFunctionActiveV2,
} from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { FUNCTION_DEFAULTS, startLambda, type TestLambda, zipOf } from "./lambda.fixture";

let local: TestLambda;

beforeAll(async () => {
  local = await startLambda();
});

afterAll(() => local.close());

async function deploy(name: string, source: string, settings: object = {}): Promise<void> {
  const ZipFile = await zipOf({ "index.js": source });
  await local.lambda.send(
    new CreateFunctionCommand({ FunctionName: name, ...FUNCTION_DEFAULTS, Code: { ZipFile }, ...settings }),
  );
  await waitUntilFunctionActiveV2(
    { client: local.lambda, maxWaitTime: 10, minDelay: 0.05, maxDelay: 0.1 },
    { FunctionName: name },
  );
}

function invoke(FunctionName: string, event: unknown = {}, more: object = {}): Promise<InvokeCommandOutput> {
  return local.lambda.send(
    new InvokeCommand({
      FunctionName,
      Payload: Buffer.from(JSON.stringify(event)),
      LogType: "Tail",
      ...more,
    }),
  );
}

function payload(output: InvokeCommandOutput): unknown {
  return JSON.parse(Buffer.from(output.Payload ?? []).toString("utf8"));
}

function logTail(output: InvokeCommandOutput): string {
  return Buffer.from(output.LogResult ?? "", "base64").toString("utf8");
}

describe("a function that works", () => {
  test("gets the event and answers", async () => {
    await deploy(
      "echo",
      "exports.handler = async (event, context) => ({ event, arn: context.invokedFunctionArn });",
    );
    const output = await invoke("echo", { hello: "wörld" });
    expect(output.FunctionError).toBeUndefined();
    expect(output.ExecutedVersion).toBe("$LATEST");
    expect(payload(output)).toEqual({
      event: { hello: "wörld" },
      arn: "arn:aws:lambda:us-east-1:000000000000:function:echo",
    });
    expect(logTail(output)).toMatch(
      /^START RequestId: ([0-9a-f-]{36}) Version: \$LATEST\nEND RequestId: \1\nREPORT RequestId: \1\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\tMax Memory Used: \d+ MB\tInit Duration: [\d.]+ ms\t\n$/,
    );
  });
});
