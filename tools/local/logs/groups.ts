import { createHash } from "node:crypto";
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { groupNotFound, invalid } from "./errors";
import { LogGroup } from "./log-group";

/** The log groups of the account, on disk. */
export class LogGroups {
  readonly #folder: string;
  readonly #arnPrefix: string;
  readonly #groups = new Map<string, LogGroup>();

  /** `arnPrefix` is such as `arn:aws:logs:us-east-1:000000000000:log-group:`. */
  constructor(folder: string, arnPrefix: string) {
    this.#folder = folder;
    this.#arnPrefix = arnPrefix;
    mkdirSync(folder, { recursive: true });
    for (const name of readdirSync(folder)) {
      const group = LogGroup.open(join(folder, name));
      if (group) this.#groups.set(group.record.name, group);
    }
  }

  /** By name. */
  all(): LogGroup[] {
    return [...this.#groups.values()].sort((a, b) => (a.record.name < b.record.name ? -1 : 1));
  }

  find(name: string): LogGroup | undefined {
    return this.#groups.get(name);
  }

  /** Throws `ResourceNotFoundException`. */
  get(name: string): LogGroup {
    const group = this.#groups.get(name);
    if (!group) throw groupNotFound();
    return group;
  }

  create(name: string, tags: Readonly<Record<string, string>>, now: number): LogGroup {
    // A digest as folder name: group names have slashes and up to 512 characters.
    const digest = createHash("sha256").update(name).digest("hex").slice(0, 32);
    const group = LogGroup.create(join(this.#folder, digest), { name, creationTime: now, tags });
    this.#groups.set(name, group);
    return group;
  }

  delete(name: string): void {
    this.get(name).delete();
    this.#groups.delete(name);
  }

  arn(group: LogGroup): string {
    return `${this.#arnPrefix}${group.record.name}`;
  }

  /** The group that an ARN, with or without `:*`, or a plain name refers to. Throws `ResourceNotFoundException`. */
  byIdentifier(identifier: string): LogGroup {
    const name = /^arn:[^:]*:logs:[^:]*:[^:]*:log-group:([^:]+)(?::\*)?$/.exec(identifier)?.[1];
    return this.get(name ?? identifier);
  }

  /** The group that a request names, by its name or its identifier. Throws `InvalidParameterException` for both or none. */
  named(request: { logGroupName?: string | undefined; logGroupIdentifier?: string | undefined }): LogGroup {
    const { logGroupName, logGroupIdentifier } = request;
    if ((logGroupName === undefined) === (logGroupIdentifier === undefined)) {
      throw invalid("Exactly one of logGroupName and logGroupIdentifier must be given.");
    }
    return this.byIdentifier(logGroupName ?? logGroupIdentifier ?? "");
  }
}
