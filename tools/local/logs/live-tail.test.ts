import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  StartLiveTailCommand,
  type StartLiveTailResponseStream,
} from "@aws-sdk/client-cloudwatch-logs";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { connection, serve } from "../testing/client.fixture";
import { LogsApi } from "./api";
import { logsService } from "./service";

jest.setTimeout(60_000);

let stateFolder: string;
let api: LogsApi;
let client: CloudWatchLogsClient;
let close: () => Promise<void>;

beforeAll(async () => {
  stateFolder = mkdtempSync(join(tmpdir(), "ferry-tail-"));
  api = new LogsApi({ stateFolder });
  const server = await serve(stateFolder, logsService(api));
  client = new CloudWatchLogsClient({
    ...connection(server.endpoint),
    // AWS streams from another host name, which the loopback interface has not.
    disableHostPrefix: true,
  });
  close = async () => {
    client.destroy();
    await server.close();
  };
  for (const logGroupName of ["/tail", "/other"]) {
    await client.send(new CreateLogGroupCommand({ logGroupName }));
  }
});

afterAll(async () => {
  await close();
  rmSync(stateFolder, { recursive: true, force: true });
});

async function tail(logEventFilterPattern?: string): Promise<AsyncIterator<StartLiveTailResponseStream>> {
  const logGroupIdentifiers = ["arn:aws:logs:us-east-1:000000000000:log-group:/tail"];
  const { responseStream } = await client.send(
    new StartLiveTailCommand({ logGroupIdentifiers, logEventFilterPattern }),
  );
  if (!responseStream) throw new Error("there is no stream");
  const session = responseStream[Symbol.asyncIterator]();
  expect((await session.next()).value.sessionStart).toMatchObject({ logGroupIdentifiers });
  return session;
}

async function messages(session: AsyncIterator<StartLiveTailResponseStream>): Promise<unknown[]> {
  const { sessionUpdate } = (await session.next()).value as StartLiveTailResponseStream;
  return (sessionUpdate?.sessionResults ?? []).map(({ message }) => message);
}

test("a session gets what is written to its groups and matches, from its beginning on", async () => {
  api.write("/tail", "s", [{ timestamp: 1, message: "before" }]);
  const [all, errors] = [await tail(), await tail("ERROR")];
  api.write("/other", "s", [{ timestamp: 2, message: "ERROR elsewhere" }]);
  api.write("/tail", "new", [{ timestamp: 3, message: "INFO one" }]);
  api.write("/tail", "s", [{ timestamp: 4, message: "ERROR two" }]);
  expect(await messages(all)).toEqual(["INFO one"]);
  expect(await messages(all)).toEqual(["ERROR two"]);
  expect(await messages(errors)).toEqual(["ERROR two"]);
  await Promise.all([all.return?.(), errors.return?.()]);
});

test("a group that is not there, and a pattern that is none, are refused", async () => {
  const start = (identifier: string, logEventFilterPattern = "") =>
    client.send(new StartLiveTailCommand({ logGroupIdentifiers: [identifier], logEventFilterPattern }));
  const arn = "arn:aws:logs:us-east-1:000000000000:log-group:";
  await expect(start(`${arn}/none`)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  const name = "InvalidParameterException";
  await expect(start(`${arn}/tail`, "{ $.a = 1 }")).rejects.toMatchObject({ name });
  await expect(start("/tail")).rejects.toMatchObject({ name });
  await expect(start(`${arn}/tail:*`)).rejects.toMatchObject({ name });
});

test("sessions end with the account: no client keeps it from stopping", async () => {
  const open = await tail();
  api.write("/tail", "s", [{ timestamp: 5, message: "last" }]);
  api.close();
  expect(await messages(open)).toEqual(["last"]);
  expect(await open.next()).toMatchObject({ done: true });
  expect(await (await tail()).next()).toMatchObject({ done: true });
});
