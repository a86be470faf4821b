import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { AccountInUse, AccountLock } from "../state/account-lock";
import { NotAnAccount, readMarker } from "../state/folder";
import { CommandFailure } from "./failure";
import { stop } from "./stop";

/** What a reset keeps: the lock, which is held while the rest is removed, and the settings. */
const KEPT = new Set(["account.lock", "account.json"]);

/** Empties the account: stops it if it runs, then removes everything that it holds. Resolves to whether there was one. */
export async function reset(stateFolder: string): Promise<boolean> {
  let marker: object | undefined;
  try {
    marker = readMarker(stateFolder);
  } catch (error) {
    throw error instanceof NotAnAccount
      ? new CommandFailure(`nothing was removed: ${error.message}`, 2)
      : error;
  }
  if (marker === undefined || !existsSync(stateFolder)) return false;
  await stop(stateFolder);
  const lock = take(stateFolder);
  try {
    for (const name of readdirSync(stateFolder)) {
      if (!KEPT.has(name)) rmSync(join(stateFolder, name), { recursive: true, force: true });
    }
  } finally {
    lock.release();
  }
  return true;
}

function take(stateFolder: string): AccountLock {
  try {
    return new AccountLock(stateFolder);
  } catch (error) {
    if (!(error instanceof AccountInUse)) throw error;
    throw new CommandFailure(`${error.message} that is just starting; nothing was removed; run reset again`);
  }
}
