import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  CreateFunctionCommand,
  InvokeCommand,
  type InvokeCommandOutput,
  LambdaClient,
  UpdateFunctionCodeCommand,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
} from "@aws-sdk/client-lambda";
import { ZipFile } from "yazl";
import { LogsApi } from "../logs/api";
import { logsService } from "../logs/service";
import { connection, KEYS, serve } from "../testing/client.fixture";
import { type LambdaApi, type LambdaApiOptions, openLambda } from "./api";
import { lambdaService } from "./service";

/** For tests: Lambda and CloudWatch Logs behind the account's real server on a free port, with SDK clients for them. */
export interface TestLambda {
  readonly endpoint: string;
  readonly api: LambdaApi;
  readonly logs: LogsApi;
  readonly lambda: LambdaClient;
  readonly cloudWatchLogs: CloudWatchLogsClient;
  readonly stateFolder: string;
  /** Ends all of it, and removes the state unless `keepState`. */
  close(keepState?: boolean): Promise<void>;
}

export async function startLambda(options: Partial<LambdaApiOptions> = {}): Promise<TestLambda> {
  const stateFolder = options.stateFolder ?? mkdtempSync(join(tmpdir(), "ferry-lambda-"));
  let endpoint = "";
  const logs = new LogsApi({ stateFolder });
  const api = openLambda({
    stateFolder,
    endpoint: () => endpoint,
    keys: KEYS,
    logs,
    bootstrap: join(__dirname, "..", "bootstrap.js"),
    ...options,
  });
  const server = await serve(stateFolder, lambdaService(api.routes), logsService(logs));
  endpoint = server.endpoint;
  const client = connection(endpoint);
  const lambda = new LambdaClient(client);
  const cloudWatchLogs = new CloudWatchLogsClient(client);
  return {
    endpoint,
    api,
    logs,
    lambda,
    cloudWatchLogs,
    stateFolder,
    close: async (keepState = false) => {
      lambda.destroy();
      cloudWatchLogs.destroy();
      await api.close();
      await server.close();
      if (!keepState) rmSync(stateFolder, { recursive: true, force: true });
    },
  };
}

/** Polls often: the account is near. */
export const WAIT = { maxWaitTime: 20, minDelay: 0.05, maxDelay: 0.1 };

/** Creates a function of one file, and waits until it is Active. */
export async function deploy(
  { lambda }: Pick<TestLambda, "lambda">,
  name: string,
  source: string,
  settings: object = {},
  file = "index.js",
): Promise<void> {
  const ZipFile = await zipOf({ [file]: source });
  await lambda.send(
    new CreateFunctionCommand({ FunctionName: name, ...FUNCTION_DEFAULTS, Code: { ZipFile }, ...settings }),
  );
  await waitUntilFunctionActiveV2({ client: lambda, ...WAIT }, { FunctionName: name });
}

/** Replaces the code of a function of one file, and waits until that has taken effect. */
export async function replaceCode({ lambda }: TestLambda, name: string, source: string): Promise<void> {
  const ZipFile = await zipOf({ "index.js": source });
  await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: name, ZipFile }));
  await waitUntilFunctionUpdatedV2({ client: lambda, ...WAIT }, { FunctionName: name });
}

/** Invokes with a JSON event, and asks for the tail of the log. */
export function invoke(
  { lambda }: Pick<TestLambda, "lambda">,
  FunctionName: string,
  event: unknown = {},
  more: object = {},
): Promise<InvokeCommandOutput> {
  const Payload = Buffer.from(JSON.stringify(event));
  return lambda.send(new InvokeCommand({ FunctionName, Payload, LogType: "Tail", ...more }));
}

// biome-ignore lint/suspicious/noExplicitAny: what a function answers is the test's own choice
export function payload(output: InvokeCommandOutput): any {
  return JSON.parse(Buffer.from(output.Payload ?? []).toString("utf8"));
}

export function logTail(output: InvokeCommandOutput): string {
  return Buffer.from(output.LogResult ?? "", "base64").toString("utf8");
}

/** All messages in a function's log group. */
export async function logged({ cloudWatchLogs }: TestLambda, name: string): Promise<string[]> {
  const { events = [] } = await cloudWatchLogs.send(
    new FilterLogEventsCommand({ logGroupName: `/aws/lambda/${name}` }),
  );
  return events.map(({ message = "" }) => message);
}

/** Looks again and again, for what comes from another process; the test's own time limit ends it. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** Whether there is a process of that id. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** A zip of files by name. */
export async function zipOf(files: Readonly<Record<string, string | Buffer>>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), name);
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** What CreateFunction needs besides a name and code. */
export const FUNCTION_DEFAULTS = {
  Role: "arn:aws:iam::000000000000:role/test",
  Handler: "index.handler",
  Runtime: "nodejs24.x",
} as const;
