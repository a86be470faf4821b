import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { startAccount } from "./account";

jest.setTimeout(60_000);

const bootstrap = join(__dirname, "..", "bootstrap.js");
let stateFolder: string;
let other: Server | undefined;

beforeEach(() => {
  stateFolder = mkdtempSync(join(tmpdir(), "ferry-account-port-"));
});

afterEach(async () => {
  if (other) await new Promise((resolve) => other?.close(resolve));
  other = undefined;
  rmSync(stateFolder, { recursive: true });
});

/** Another program, which listens on this port, or on any. */
async function occupy(port = 0): Promise<number> {
  const server = createServer();
  other = server;
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

/** Runs an account for a moment. Resolves to its port. */
async function run(port?: number): Promise<number> {
  const account = await startAccount({ stateFolder, port, bootstrap });
  await account.close();
  return Number(new URL(account.endpoint).port);
}

test("the port of the last run is taken again, and another one where another program has it", async () => {
  const free = await occupy();
  await new Promise((resolve) => other?.close(resolve));
  expect(await run(free)).toBe(free);
  expect(await run()).toBe(free);

  await occupy(free);
  const next = await run();

  expect(next).not.toBe(free);
  expect(await run()).toBe(next);
});

test("a port that was chosen is not given up for another", async () => {
  const taken = await occupy();
  await expect(run(taken)).rejects.toMatchObject({ code: "EADDRINUSE", port: taken });
});
