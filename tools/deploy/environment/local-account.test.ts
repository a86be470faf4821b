import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { startAccount } from "../../local/account/account";
import { localAccount, runningAccount } from "./local-account";

jest.setTimeout(60_000);

/** Any file will do: no function runs here. */
const bootstrap = __filename;

let folder: string;
let close: () => Promise<unknown>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ferry-local-account-"));
  close = async () => undefined;
});

afterEach(async () => {
  await close();
  rmSync(folder, { recursive: true });
});

const find = () => runningAccount({ FERRY_LOCAL_DIR: folder });

test("the account's key is read from its state folder", async () => {
  expect(await find()).toBeUndefined();
  const account = await startAccount({ stateFolder: folder, port: 0, bootstrap });
  close = () => account.close();
  expect(await find()).toEqual({ endpoint: account.endpoint, credentials: account.credentials });
});

test("a key that others may read is not used", async () => {
  const account = await startAccount({ stateFolder: folder, port: 0, bootstrap });
  close = () => account.close();
  chmodSync(join(folder, "credentials.json"), 0o644);
  const refused = {
    code: "LocalAccountFailed",
    message: expect.stringMatching(/other users may read or write .*credentials\.json \(mode 0644\)/),
  };
  await expect(find()).rejects.toMatchObject(refused);
  const variables = { FERRY_LOCAL_DIR: folder };
  await expect(localAccount({ variables, onStart: () => undefined })).rejects.toMatchObject(refused);
});

test("a running account of a Ferry that had no keys is to be stopped first", async () => {
  const older: Server = createServer((_, response) => response.end(JSON.stringify({ pid: process.pid })));
  await new Promise<void>((resolve) => older.listen(0, "127.0.0.1", resolve));
  close = () => new Promise((resolve) => older.close(resolve));
  const endpoint = `http://127.0.0.1:${(older.address() as AddressInfo).port}`;
  writeFileSync(join(folder, "endpoint.json"), JSON.stringify({ endpoint, pid: process.pid }));
  await expect(find()).rejects.toMatchObject({
    code: "LocalAccountFailed",
    message: expect.stringContaining("older Ferry"),
    next: expect.stringContaining("stop"),
  });
});
