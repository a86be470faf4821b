import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { connection, serve } from "../testing/client.fixture";
import { CloudWatchApi } from "./api";
import { cloudWatchService } from "./service";

/** For tests: CloudWatch behind the account's real server, with a clock of its own and an SDK client. */
export interface TestCloudWatch {
  readonly api: CloudWatchApi;
  readonly client: CloudWatchClient;
  readonly endpoint: string;
  readonly stateFolder: string;
  /** Milliseconds since the epoch; the test moves it. */
  clock: number;
  /** Ends all of it, and removes the state unless `keepState`. */
  close(keepState?: boolean): Promise<void>;
}

/** A whole minute. */
export const NOON = Date.parse("2026-11-03T12:00:00Z");

export async function startCloudWatch(
  stateFolder = mkdtempSync(join(tmpdir(), "ferry-cloudwatch-")),
): Promise<TestCloudWatch> {
  const time = { clock: NOON };
  const api = new CloudWatchApi({ stateFolder, now: () => time.clock });
  const server = await serve(stateFolder, cloudWatchService(api));
  const { endpoint } = server;
  const client = new CloudWatchClient(connection(endpoint));
  return Object.assign(time, {
    api,
    client,
    endpoint,
    stateFolder,
    close: async (keepState = false) => {
      client.destroy();
      api.close();
      await server.close();
      if (!keepState) rmSync(stateFolder, { recursive: true, force: true });
    },
  });
}
