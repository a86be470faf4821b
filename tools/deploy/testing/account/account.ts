import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Account, startAccount } from "../../../local/account/account";
import type { FaultProfile } from "../../../local/faults/profile";
import { AwsSession } from "../../aws/session";
import { Bucket } from "../../bucket/bucket";

/** A local account of its own, for tests of what calls AWS without a deploy around it. */
export class TestAccount {
  readonly #folder: string;
  readonly #account: Account;

  private constructor(folder: string, account: Account) {
    this.#folder = folder;
    this.#account = account;
  }

  static async start(): Promise<TestAccount> {
    const folder = mkdtempSync(join(tmpdir(), "ferry-account-"));
    const bootstrap = join(__dirname, "../../../local/bootstrap.js");
    return new TestAccount(folder, await startAccount({ stateFolder: folder, port: 0, bootstrap }));
  }

  /** Where its state is. */
  get folder(): string {
    return this.#folder;
  }

  get connection() {
    return {
      endpoint: this.#account.endpoint,
      region: "us-east-1",
      credentials: this.#account.credentials,
    };
  }

  /** A session as a process of its own would have it. */
  session(): AwsSession {
    return new AwsSession(this.connection, new AbortController().signal);
  }

  /** Ferry's bucket, as a process of its own has it unless its session is given. */
  bucket(session = this.session(), account = "000000000000"): Bucket {
    return new Bucket(session, { account, region: "us-east-1" });
  }

  /** What goes wrong in the account from now on; undefined for nothing. */
  setFaults(profile: FaultProfile | undefined): void {
    this.#account.setFaults(profile);
  }

  async close(): Promise<void> {
    await this.#account.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
