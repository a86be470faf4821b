import type { AwsSession } from "../aws/session";
import { type VersionEntry, versionHistory } from "../history/versions";
import { observeHistory } from "./history";

/** A cache of functions' versions, read when a function is first requested and when a newer version of it is. */
export class KnownVersions {
  readonly #session: AwsSession;
  readonly #targets: ReadonlyMap<string, string>;
  readonly #known = new Map<string, Promise<readonly VersionEntry[]>>();

  /**
   * @param targets labels of the functions' bundles by their names, for versions that do not say it: the first one comes with the
   * stack, whose template does not know it
   */
  constructor(session: AwsSession, targets: ReadonlyMap<string, string>) {
    this.#session = session;
    this.#targets = targets;
  }

  /** Undefined for `$LATEST` and for a deleted version. */
  async find(name: string, version: string): Promise<VersionEntry | undefined> {
    let entries = this.#known.get(name);
    if (entries === undefined || Number((await entries)[0]?.version ?? 0) < Number(version)) {
      entries = this.#look(name);
      this.#known.set(name, entries);
    }
    const found = (await entries).find((entry) => entry.version === version);
    return found?.maker === "ferry" ? { ...found, target: found.target ?? this.#targets.get(name) } : found;
  }

  async #look(name: string): Promise<readonly VersionEntry[]> {
    const found = await observeHistory(this.#session, name);
    return versionHistory(found?.versions ?? [], found?.live?.version);
  }
}
