import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { ZipFile } from "yazl";
import { LogsApi } from "../logs/api";
import { LogsService } from "../logs/service";
import { RequestLog } from "../server/request-log";
import { awsServer } from "../server/server";
import { LambdaApi, type LambdaApiOptions } from "./api";
import { LambdaService } from "./service";

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
  const api = new LambdaApi({
    stateFolder,
    endpoint: () => endpoint,
    logs,
    bootstrap: join(__dirname, "..", "bootstrap.js"),
    ...options,
  });
  const server = awsServer({
    services: [new LambdaService(api), new LogsService(logs)],
    log: new RequestLog(join(stateFolder, "requests.log")),
    status: () => ({}),
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = {
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    // What the account answers first is what a test is about.
    maxAttempts: 1,
  };
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
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      if (!keepState) rmSync(stateFolder, { recursive: true, force: true });
    },
  };
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
