import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { asFerryError, FerryError } from "../error";
import type { DebugArtifact } from "../manifest/debug-artifacts";
import type { FunctionArtifact } from "../manifest/service";
import type { Workspace } from "../workspace/bazel/bazel";
import type { BuildOrigin } from "../workspace/bazel/execution-log";
import { buildDebugArtifacts, buildZips } from "../workspace/bazel/nested-build";
import { ByteBudget } from "./byte-budget";
import { FileDigests } from "./file-digests";

export interface ArtifactsOptions {
  /** Bazel's execution root, which the zips' paths are relative to. */
  readonly executionRoot: string | undefined;
  /** Absent if Bazel cannot build missing zips. */
  readonly workspace: Workspace | undefined;
  readonly signal: AbortSignal;
  readonly onBuild: (targets: readonly string[], rebuild: boolean) => void;
}

/**
 * Bytes of zips sent at a time; a larger zip is sent alone. The SDK makes about four copies of each (base64, JSON, UTF-8), so
 * this takes some 80 MB.
 */
const BYTES_AT_ONCE = 16_000_000;

/** The zips of this run, verified once against the manifest's digests. */
export class Artifacts {
  /** Memory for zips being sent: callers of `bytes` hold a share for as long as they keep the result. */
  readonly memory = new ByteBudget(BYTES_AT_ONCE);
  readonly #options: ArtifactsOptions;
  readonly #digests = new FileDigests();
  readonly #rebuilt = new Map<string, BuildOrigin>();
  #downloaded = 0;
  /** Of the last build, if it failed. */
  #failure: FerryError | undefined;
  #building: Promise<unknown> = Promise.resolve();

  constructor(options: ArtifactsOptions) {
    this.#options = options;
  }

  /** Bytes of zips that Bazel had to download for this run. */
  get downloadedBytes(): number {
    return this.#downloaded;
  }

  /** The origin of a zip that was missing and had to be fetched or built. */
  originOf(target: string): BuildOrigin | undefined {
    return this.#rebuilt.get(target);
  }

  /**
   * Ensures that all zips are there and correct, by one Bazel call for those that are not. Does not throw for a zip that cannot
   * be built: `bytes` does, so that other services continue.
   */
  ensure(artifacts: readonly FunctionArtifact[]): Promise<void> {
    // One Bazel at a time: it would wait for its own lock.
    const turn = this.#building.then(() => this.#ensure(artifacts));
    this.#building = turn.catch(() => undefined);
    return turn;
  }

  /** The zip, verified against the manifest's SHA-256. */
  async bytes(artifact: FunctionArtifact): Promise<Buffer> {
    const path = this.#path(artifact.zip);
    const found = path === undefined ? undefined : await this.#digests.read(path);
    if (found?.digest === artifact.digest.sha256) return found.bytes;
    throw this.#wrongZip(artifact, found?.digest);
  }

  /** A debug artifact of the zip's build; undefined if missing. */
  async debugArtifact(artifact: FunctionArtifact, { path }: DebugArtifact): Promise<Buffer | undefined> {
    const found = this.#path(path(artifact));
    try {
      return found === undefined ? undefined : await readFile(found);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
  }

  /** Ensures that the debug artifacts are there, by one Bazel call. */
  ensureDebugArtifacts(artifacts: readonly FunctionArtifact[]): Promise<void> {
    const turn = this.#building.then(async () => {
      const { workspace, signal, onBuild } = this.#options;
      if (!workspace) return;
      const targets = artifacts.map(({ target }) => target);
      onBuild(targets, false);
      await buildDebugArtifacts(artifacts, workspace, signal);
    });
    this.#building = turn.catch(() => undefined);
    return turn;
  }

  /** Path of the zip, verified like `bytes`, for zips too large to hold in memory. */
  async file(artifact: FunctionArtifact): Promise<string> {
    const path = this.#path(artifact.zip);
    const found = await this.#digest(artifact);
    if (path !== undefined && found === artifact.digest.sha256) return path;
    throw this.#wrongZip(artifact, found);
  }

  async #digest({ zip }: FunctionArtifact): Promise<string | undefined> {
    const path = this.#path(zip);
    return path === undefined ? undefined : await this.#digests.digest(path);
  }

  /** @param found the SHA-256 of the file; undefined if missing */
  #wrongZip(artifact: FunctionArtifact, found: string | undefined): FerryError {
    const failure = this.#failure;
    const what = found === undefined ? "is missing" : `has the SHA-256 ${found}`;
    return new FerryError(
      found === undefined ? "ArtifactBuildFailed" : "ArtifactMismatch",
      `the zip of ${artifact.target} ${what}; the manifest expects ${artifact.digest.sha256}${failure ? `\n${failure.message}` : ""}`,
      {
        cause: failure,
        next:
          found === undefined
            ? (failure?.next ?? "deploy with `bazelw run`, which can build what is missing")
            : "run the same command again: a source may have changed during this deploy",
      },
    );
  }

  async #ensure(artifacts: readonly FunctionArtifact[]): Promise<void> {
    const { workspace, signal, onBuild } = this.#options;
    for (const rebuild of [false, true]) {
      const wrong = await this.#wrong(artifacts, rebuild);
      if (wrong.length === 0 || !workspace) return;
      // Bazel's local action cache would consider an existing zip up to date, wherever it came from.
      if (rebuild) await this.#remove(wrong);
      onBuild(
        wrong.map((artifact) => artifact.target),
        rebuild,
      );
      try {
        const origins = await buildZips(wrong, workspace, signal, rebuild);
        this.#record(wrong, origins);
        this.#failure = undefined;
      } catch (error) {
        signal.throwIfAborted();
        this.#failure = asFerryError(error);
      }
    }
  }

  #record(artifacts: readonly FunctionArtifact[], origins: ReadonlyMap<string, BuildOrigin>): void {
    for (const artifact of artifacts) {
      const origin = origins.get(artifact.target) ?? "unknown";
      // If Bazel says up to date but the file was missing, its bytes were downloaded from the remote cache.
      if (origin !== "built" && origin !== "disk-cache") this.#downloaded += artifact.digest.zippedBytes;
      if (origin !== "up-to-date") this.#rebuilt.set(artifact.target, origin);
    }
  }

  /**
   * @param rebuild skip zips built by this run: if their digests differ, a source has changed, and building again gives the same
   */
  async #wrong(artifacts: readonly FunctionArtifact[], rebuild: boolean): Promise<FunctionArtifact[]> {
    const wrong: FunctionArtifact[] = [];
    for (const artifact of artifacts) {
      if (rebuild && this.#rebuilt.get(artifact.target) === "built") continue;
      const found = await this.#digest(artifact);
      if (found !== artifact.digest.sha256) wrong.push(artifact);
    }
    return wrong;
  }

  async #remove(artifacts: readonly FunctionArtifact[]): Promise<void> {
    for (const { zip } of artifacts) {
      const path = this.#path(zip);
      if (path !== undefined) await rm(path, { force: true });
    }
  }

  /** The path of an output, which the manifest gives relative to the execution root. */
  #path(output: string | undefined): string | undefined {
    const { executionRoot } = this.#options;
    return executionRoot === undefined || output === undefined ? undefined : join(executionRoot, output);
  }
}
