import type { AwsSession } from "../aws/session";
import { type VersionEntry, versionHistory } from "../history/versions";
import { observeHistory } from "./history";

/** A cache of functions' versions, read when a function is first requested and when a newer version of it is. */
export class KnownVersions {
  readonly #session: AwsSession;
  readonly #known = new Map<string, Promise<readonly VersionEntry[]>>();

  constructor(session: AwsSession) {
    this.#session = session;
  }

  /** Undefined for `$LATEST` and for a deleted version. */
  async find(name: string, version: string): Promise<VersionEntry | undefined> {
    let entries = this.#known.get(name);
    if (entries === undefined || Number((await entries)[0]?.version ?? 0) < Number(version)) {
      entries = this.#look(name);
      this.#known.set(name, entries);
    }
    return (await entries).find((entry) => entry.version === version);
  }

  async #look(name: string): Promise<readonly VersionEntry[]> {
    const found = await observeHistory(this.#session, name);
    return versionHistory(found?.versions ?? [], found?.live?.version);
  }
}
