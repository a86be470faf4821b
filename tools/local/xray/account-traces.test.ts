import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudWatchClient, GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import {
  CreateFunctionCommand,
  InvokeCommand,
  LambdaClient,
  waitUntilFunctionActiveV2,
} from "@aws-sdk/client-lambda";
import { BatchGetTracesCommand, GetTraceSummariesCommand, XRayClient } from "@aws-sdk/client-xray";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Account, startAccount } from "../account/account";
import { FUNCTION_DEFAULTS, WAIT, zipOf } from "../lambda/lambda.fixture";
import { connection } from "../testing/client.fixture";
import { SIGNED_FETCH } from "../testing/signed-fetch/function-source";
import type { SegmentDocument } from "./segment";

const stateFolder = mkdtempSync(join(tmpdir(), "ferry-traces-"));
const bootstrap = join(__dirname, "..", "bootstrap.js");

/** Calls another function with its own trace header, as the AWS SDK does it in every request that a function makes. */
const CALLER = `${SIGNED_FETCH}
exports.handler = async () => {
  const answer = await signedFetch("lambda", "/2015-03-31/functions/callee/invocations", {
    headers: { "x-amzn-trace-id": process.env._X_AMZN_TRACE_ID },
    body: "{}",
  });
  return { status: answer.status };
};`;

const CALLEE = `exports.handler = async () => { throw new TypeError("no such order"); };`;

let account: Account;
let clients: { lambda: LambdaClient; xray: XRayClient; cloudWatch: CloudWatchClient };

beforeAll(async () => {
  account = await startAccount({ stateFolder, bootstrap, port: 0 });
  const options = connection(account);
  clients = {
    lambda: new LambdaClient(options),
    xray: new XRayClient(options),
    cloudWatch: new CloudWatchClient(options),
  };
  await create("caller", CALLER, "Active");
  await create("callee", CALLEE, "Active");
  await create("quiet", CALLEE, "PassThrough");
}, 60_000);

afterAll(async () => {
  for (const client of Object.values(clients)) client.destroy();
  await account.close();
  rmSync(stateFolder, { recursive: true, force: true });
});

async function create(FunctionName: string, source: string, Mode: "Active" | "PassThrough"): Promise<void> {
  const ZipFile = await zipOf({ "index.js": source });
  await clients.lambda.send(
    new CreateFunctionCommand({
      ...FUNCTION_DEFAULTS,
      FunctionName,
      Code: { ZipFile },
      TracingConfig: { Mode },
      // A cold start on a machine that has much else to do.
      Timeout: 30,
    }),
  );
  await waitUntilFunctionActiveV2({ client: clients.lambda, ...WAIT }, { FunctionName });
}

/** Traces that began in the last minute. */
async function summaries(FilterExpression?: string) {
  const { TraceSummaries = [] } = await clients.xray.send(
    new GetTraceSummariesCommand({
      StartTime: new Date(Date.now() - 60_000),
      EndTime: new Date(Date.now() + 1000),
      ...(FilterExpression === undefined ? {} : { FilterExpression }),
    }),
  );
  return TraceSummaries;
}

async function segments(id: string): Promise<SegmentDocument[]> {
  const { Traces = [] } = await clients.xray.send(new BatchGetTracesCommand({ TraceIds: [id] }));
  return (Traces[0]?.Segments ?? []).map(({ Document = "" }) => JSON.parse(Document) as SegmentDocument);
}

describe("traces of functions", () => {
  it("go on from one function to the next, with the calls between them and what went wrong", async () => {
    await clients.lambda.send(new InvokeCommand({ FunctionName: "caller" }));
    const [summary, ...others] = await summaries('service("caller")');
    expect(others).toEqual([]);
    expect(summary).toMatchObject({
      HasFault: true,
      HasThrottle: false,
      IsPartial: false,
      EntryPoint: { Name: "caller", Type: "AWS::Lambda" },
    });
    expect(new Set(summary?.ServiceIds?.map(({ Name }) => Name))).toEqual(new Set(["caller", "callee"]));

    const found = await segments(summary?.Id ?? "");
    const of = (name: string, origin: string) =>
      found.find((segment) => segment.name === name && segment.origin === origin);
    const caller = of("caller", "AWS::Lambda::Function");
    const callee = of("callee", "AWS::Lambda");
    expect(caller?.parent_id).toBe(of("caller", "AWS::Lambda")?.id);
    expect(callee?.parent_id).toBe(caller?.id);
    expect(caller?.subsegments?.map(({ name }) => name)).toEqual([
      "Initialization",
      "Invocation",
      "Lambda",
      "Overhead",
    ]);
    expect(caller?.subsegments?.[2]).toMatchObject({ namespace: "aws", aws: { operation: "Invoke" } });
    expect(of("callee", "AWS::Lambda::Function")).toMatchObject({
      fault: true,
      cause: { exceptions: [{ type: "TypeError", message: "no such order" }] },
    });
    expect(caller?.fault).toBeUndefined();
  });

  it("are filtered", async () => {
    expect(await summaries("!fault")).toEqual([]);
    expect(await summaries('service("callee") AND fault')).toHaveLength(1);
    expect(await summaries('!service("callee")')).toEqual([]);
    await expect(summaries('edge("a", "b")')).rejects.toThrow(/does not support.*edge\("a", "b"\)/);
    await expect(summaries("fault AND responsetime > 1")).rejects.toThrow(
      /does not support.*responsetime > 1/,
    );
  });

  it("are not recorded where tracing is passed through, or the caller decided so", async () => {
    const before = (await summaries()).length;
    await clients.lambda.send(new InvokeCommand({ FunctionName: "quiet" }));
    expect(await summaries()).toHaveLength(before);
  });
});

it("measures invocations and errors of functions", async () => {
  const Dimensions = [{ Name: "FunctionName", Value: "callee" }];
  const query = (Id: string, MetricName: string) => ({
    Id,
    MetricStat: { Metric: { Namespace: "AWS/Lambda", MetricName, Dimensions }, Period: 3600, Stat: "Sum" },
  });
  const { MetricDataResults = [] } = await clients.cloudWatch.send(
    new GetMetricDataCommand({
      MetricDataQueries: [query("invocations", "Invocations"), query("errors", "Errors")],
      StartTime: new Date(Date.now() - 3600_000),
      EndTime: new Date(Date.now() + 60_000),
    }),
  );
  const sums = MetricDataResults.map(({ Values = [] }) => Values.reduce((sum, value) => sum + value, 0));
  expect(sums).toEqual([1, 1]);
});
