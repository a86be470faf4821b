import type { Artifacts } from "../artifact/artifacts";
import { debugArtifactKey, type StoredDebugArtifacts } from "../bucket/debug-artifacts";
import { DEBUG_ARTIFACTS, type DebugArtifact } from "../manifest/debug-artifacts";
import type { FunctionArtifact } from "../manifest/service";
import { limiter } from "./concurrency";
import type { Emit } from "./progress-event";

/** Files compressed and sent concurrently: source maps have a few megabytes each. */
const AT_ONCE = 4;

/** The parts of the run's context that it uses. */
interface Run {
  readonly emit: Emit;
  readonly beforeWrite: () => Promise<void>;
  readonly signal: AbortSignal;
}

/** A function whose code was uploaded. */
interface Uploaded {
  readonly service: string;
  /** Physical name of the function. */
  readonly name: string;
  readonly artifact: FunctionArtifact;
}

interface Pending extends Uploaded {
  readonly debugArtifact: DebugArtifact;
}

/**
 * Stores source maps and metafiles of uploaded code in the background: no function waits for one, and no deploy fails for lack of
 * one. Files missing after the build, as when only the zip came from a cache, are fetched once all code is live.
 */
export class DebugArtifactKeeper {
  readonly #artifacts: Artifacts;
  readonly #stored: StoredDebugArtifacts;
  readonly #run: Run;
  readonly #limited = limiter(AT_ONCE);
  /** By key: functions may share a bundle. */
  readonly #begun = new Map<string, Promise<void>>();
  readonly #absent: Pending[] = [];

  constructor(artifacts: Artifacts, stored: StoredDebugArtifacts, run: Run) {
    this.#artifacts = artifacts;
    this.#stored = stored;
    this.#run = run;
  }

  /** Starts storing the debug artifacts of uploaded code. Does not throw. */
  begin(uploaded: Uploaded): void {
    for (const debugArtifact of DEBUG_ARTIFACTS) {
      const key = debugArtifactKey(debugArtifact, uploaded.artifact.digest);
      if (debugArtifact.path(uploaded.artifact) === undefined || this.#begun.has(key)) continue;
      const pending = { ...uploaded, debugArtifact };
      this.#begun.set(
        key,
        this.#reporting(pending, async () => {
          const contents = await this.#artifacts.debugArtifact(pending.artifact, debugArtifact);
          if (contents) await this.#keep(pending, contents);
          else this.#absent.push(pending);
        }),
      );
    }
  }

  /** Resolves when everything is stored or reported as failed. */
  async end(): Promise<void> {
    await Promise.all(this.#begun.values());
    const absent = this.#absent.splice(0);
    if (absent.length === 0) return;
    const built = this.#artifacts.ensureDebugArtifacts(absent.map(({ artifact }) => artifact));
    await Promise.all(
      absent.map((pending) =>
        this.#reporting(pending, async () => {
          await built;
          const { artifact, debugArtifact } = pending;
          const contents = await this.#artifacts.debugArtifact(artifact, debugArtifact);
          if (!contents) throw new Error(`${debugArtifact.path(artifact)} is missing after the build`);
          await this.#keep(pending, contents);
        }),
      ),
    );
  }

  #keep({ artifact, debugArtifact }: Pending, contents: Buffer): Promise<void> {
    const { beforeWrite } = this.#run;
    return this.#limited(() =>
      this.#stored.keep(debugArtifactKey(debugArtifact, artifact.digest), contents, beforeWrite),
    );
  }

  async #reporting({ service, name, debugArtifact }: Pending, work: () => Promise<void>): Promise<void> {
    const { emit, signal } = this.#run;
    try {
      await work();
    } catch (error) {
      if (signal.aborted) return;
      emit({ type: "not-kept", service, name, what: debugArtifact.name, cause: (error as Error).message });
    }
  }
}
