import { setTimeout as delay } from "node:timers/promises";
import { AccountInUse, AccountLock } from "../state/account-lock";
import { removeEndpoint } from "../state/endpoint";
import { CommandFailure } from "./failure";
import { runningAccount } from "./running";

const ENDS_WITHIN_MS = 20_000;
const POLL_MS = 25;

/** Ends a running account and waits until its state folder is free; resolves to whether one was running. */
export async function stop(stateFolder: string): Promise<boolean> {
  const running = await runningAccount(stateFolder);
  if (running === undefined) return false;
  signal(running.pid);
  const lock = await takeLock(stateFolder, running.pid);
  removeEndpoint(stateFolder);
  lock.release();
  return true;
}

/** Takes the folder's lock as soon as its owner, which is ending, releases it. */
async function takeLock(stateFolder: string, pid: number): Promise<AccountLock> {
  const deadline = Date.now() + ENDS_WITHIN_MS;
  for (;;) {
    try {
      return new AccountLock(stateFolder);
    } catch (error) {
      if (!(error instanceof AccountInUse)) throw error;
      if (Date.now() > deadline) {
        throw new CommandFailure(
          `the local account (process ${pid}) did not end within ${ENDS_WITHIN_MS / 1000} s; end it with: kill -9 ${pid}`,
        );
      }
      await delay(POLL_MS);
    }
  }
}

function signal(pid: number): void {
  try {
    process.kill(pid, "SIGTERM");
  } catch (error) {
    // It may have ended since it answered.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
