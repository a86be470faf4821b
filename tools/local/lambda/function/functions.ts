import { join } from "node:path";
import { property } from "../../protocol/property";
import { Collection } from "../../state/store";
import { invalidParameter, notFound } from "../errors";
import type { AliasRecord, FunctionRecord, LatestRecord, VersionRecord } from "../model";
import { type FunctionReference, functionArn, isVersionNumber, type Place, parseReference } from "../names";
import { effectiveSnapshot } from "./transition";

/** What a qualifier resolves to. */
export type Resolved =
  | { readonly kind: "latest"; readonly record: FunctionRecord; readonly qualifier?: "$LATEST" }
  | { readonly kind: "version"; readonly record: FunctionRecord; readonly version: VersionRecord }
  | { readonly kind: "alias"; readonly record: FunctionRecord; readonly alias: AliasRecord };

/** The functions and versions of the account, on disk. */
export class Functions {
  readonly place: Place;
  readonly #functions: Collection<FunctionRecord>;
  readonly #versions: Collection<VersionRecord>;
  /** The versions of each function by number. */
  readonly #byFunction = new Map<string, Map<number, VersionRecord>>();

  constructor(folder: string, place: Place) {
    this.place = place;
    this.#functions = new Collection(join(folder, "functions"));
    this.#versions = new Collection(join(folder, "versions"));
    for (const version of this.#versions.values()) this.#index(version);
    this.#reconcile();
  }

  all(): FunctionRecord[] {
    return this.#functions.values();
  }

  find(name: string): FunctionRecord | undefined {
    return this.#functions.get(name);
  }

  /** Throws `ResourceNotFoundException`. */
  get(name: string): FunctionRecord {
    const record = this.#functions.get(name);
    if (!record) throw notFound(`Function not found: ${this.arn(name)}`);
    return record;
  }

  put(record: FunctionRecord): void {
    this.#functions.put(record.name, record);
  }

  /** Deletes the function with its versions. */
  delete(name: string): void {
    const versions = this.versions(name);
    this.#functions.delete(name);
    for (const { version } of versions) this.deleteVersion(name, version);
  }

  /** Published versions of a function, oldest first. */
  versions(name: string): VersionRecord[] {
    return [...(this.#byFunction.get(name)?.values() ?? [])].sort((a, b) => a.version - b.version);
  }

  version(name: string, version: number): VersionRecord | undefined {
    return this.#byFunction.get(name)?.get(version);
  }

  putVersion(version: VersionRecord): void {
    this.#versions.put(versionKey(version.functionName, version.version), version);
    this.#index(version);
  }

  deleteVersion(name: string, version: number): void {
    this.#versions.delete(versionKey(name, version));
    this.#byFunction.get(name)?.delete(version);
  }

  /** Reads a name, which may be an ARN, and its qualifier; see `parseReference`. */
  reference(text: string | undefined, qualifier?: string): FunctionReference {
    return parseReference(text, qualifier, this.place);
  }

  /** Name of the function that a change is for. Throws `InvalidParameterValueException`: published versions cannot be changed. */
  changeable(text: string): string {
    const { name, qualifier } = this.reference(text);
    if (qualifier !== undefined && qualifier !== "$LATEST") {
      throw invalidParameter(`only $LATEST of a function can be changed, not ${text}`);
    }
    return name;
  }

  /** What the name and the qualifier resolve to. Throws `ResourceNotFoundException`. */
  resolve({ name, qualifier }: FunctionReference): Resolved {
    const record = this.get(name);
    if (qualifier === undefined) return { kind: "latest", record };
    if (qualifier === "$LATEST") return { kind: "latest", record, qualifier };
    if (isVersionNumber(qualifier)) {
      const version = this.version(name, Number(qualifier));
      if (!version) throw notFound(`Function not found: ${this.arn(name, qualifier)}`);
      return { kind: "version", record, version };
    }
    const alias = property(record.aliases, qualifier);
    if (!alias) throw notFound(`Cannot find alias arn: ${this.arn(name, qualifier)}`);
    return { kind: "alias", record, alias };
  }

  /** What runs: for an alias, its version. */
  current(resolved: Resolved): LatestRecord | VersionRecord {
    switch (resolved.kind) {
      case "latest":
        return resolved.record.latest;
      case "version":
        return resolved.version;
      case "alias":
        return this.snapshot(resolved.record, resolved.alias.functionVersion);
    }
  }

  /** `$LATEST` or the published version of that number. Throws `ResourceNotFoundException`. */
  snapshot(record: FunctionRecord, version: string): LatestRecord | VersionRecord {
    const found = version === "$LATEST" ? record.latest : this.version(record.name, Number(version));
    if (!found) throw notFound(`Function not found: ${this.arn(record.name, version)}`);
    return found;
  }

  arn(name: string, qualifier?: string): string {
    return functionArn(this.place, name, qualifier);
  }

  /** Digests of all packages that a function or version runs now. */
  codeInUse(now: number): Set<string> {
    const records: (LatestRecord | VersionRecord)[] = [
      ...this.all().map(({ latest }) => latest),
      ...this.#versions.values(),
    ];
    return new Set(
      records.flatMap((record) => [record.code.sha256, effectiveSnapshot(record, now).code.sha256]),
    );
  }

  #index(version: VersionRecord): void {
    const versions = this.#byFunction.get(version.functionName) ?? new Map<number, VersionRecord>();
    this.#byFunction.set(version.functionName, versions.set(version.version, version));
  }

  /** Completes what a crash interrupted: a version is written before its function, and deleted after it. */
  #reconcile(): void {
    for (const { functionName, version } of this.#versions.values()) {
      const record = this.#functions.get(functionName);
      if (!record) this.deleteVersion(functionName, version);
      else if (version > record.lastVersion) this.put({ ...record, lastVersion: version });
    }
  }
}

function versionKey(name: string, version: number): string {
  return `${name}:${version}`;
}
