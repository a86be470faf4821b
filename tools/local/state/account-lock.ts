import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { ofFile } from "./damaged-state";

/** Thrown when another process owns the state folder. */
export class AccountInUse extends Error {
  constructor(readonly stateFolder: string) {
    super(`the local account in ${stateFolder} is in use by another process`);
    this.name = "AccountInUse";
  }
}

/**
 * Exclusive ownership of a state folder, until `release` or the end of the process, whichever comes first.
 *
 * It is SQLite's lock on the file `account.lock`, thus the operating system's: of two that race exactly one gets it, and the kernel
 * takes it back from a process that was killed. A file with a process id in it could do neither, as ids are used again and
 * removing a stale file races with the one who takes it.
 */
export class AccountLock {
  readonly #database: DatabaseSync;

  /** @throws AccountInUse at once when it is held. */
  constructor(stateFolder: string) {
    const file = join(stateFolder, "account.lock");
    this.#database = new DatabaseSync(file, { timeout: 0 });
    try {
      // The lock is all that is wanted: no journal beside it.
      this.#database.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
    } catch (error) {
      this.#database.close();
      const locked = (error as { errcode?: number }).errcode === 5; // SQLITE_BUSY
      throw locked ? new AccountInUse(stateFolder) : ofFile(error as Error, file);
    }
  }

  release(): void {
    this.#database.close();
  }
}
