import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { nodeBinary } from "../../node/node-binary";
import { AccountInUse, AccountLock } from "./account-lock";

const folder = mkdtempSync(join(tmpdir(), "ferry-lock-"));

afterAll(() => rmSync(folder, { recursive: true }));

/** A process that tries to take the lock, says whether it could, and holds it until it is killed. */
function contender(): { process: ChildProcess; verdict: Promise<string> } {
  const script = `
    const { AccountLock } = require(process.argv[1]);
    try { globalThis.held = new AccountLock(process.argv[2]); console.log("held"); setInterval(() => {}, 1000); }
    catch (error) { console.log(error.name); }`;
  const child = spawn(
    nodeBinary(),
    ["--no-warnings", "-e", script, join(__dirname, "account-lock"), folder],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const verdict = once(child.stdout, "data").then(([data]) => String(data).trim());
  return { process: child, verdict };
}

test("of several processes at once exactly one gets the lock, and a killed one gives it back", async () => {
  const contenders = Array.from({ length: 4 }, contender);
  const verdicts = await Promise.all(contenders.map(({ verdict }) => verdict));
  expect([...verdicts].sort()).toEqual(["AccountInUse", "AccountInUse", "AccountInUse", "held"]);
  expect(() => new AccountLock(folder)).toThrow(AccountInUse);

  const holder = contenders[verdicts.indexOf("held")]?.process as ChildProcess;
  const ended = once(holder, "exit");
  holder.kill("SIGKILL");
  await ended;
  new AccountLock(folder).release();
});

test("a released lock can be taken again", () => {
  const lock = new AccountLock(folder);
  expect(() => new AccountLock(folder)).toThrow(folder);
  lock.release();
  new AccountLock(folder).release();
});
