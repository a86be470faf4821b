import type { Artifacts } from "../artifact/artifacts";
import { debugArtifactKey, type StoredDebugArtifacts } from "../bucket/debug-artifacts";
import { DEBUG_ARTIFACTS, type DebugArtifact } from "../manifest/debug-artifacts";
import type { FunctionArtifact } from "../manifest/service";
import { limiter } from "./concurrency";
import type { Emit } from "./progress-event";

/** Files that are compressed and sent at once: source maps have a few megabytes each. */
const AT_ONCE = 4;

/** What it takes of the run. */
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

interface Wanted extends Uploaded {
  readonly debugArtifact: DebugArtifact;
}

/**
 * Keeps source maps and metafiles of the code that a run uploads, beside it: what goes live never waits for one, and a deploy never
 * fails for want of one. One that is not there after the build, as where the zip came from a cache and the rest did not, is
 * fetched when all code is live.
 */
export class DebugArtifactKeeper {
  readonly #artifacts: Artifacts;
  readonly #stored: StoredDebugArtifacts;
  readonly #run: Run;
  readonly #limited = limiter(AT_ONCE);
  /** By key: functions may have one bundle. */
  readonly #begun = new Map<string, Promise<void>>();
  readonly #absent: Wanted[] = [];

  constructor(artifacts: Artifacts, stored: StoredDebugArtifacts, run: Run) {
    this.#artifacts = artifacts;
    this.#stored = stored;
    this.#run = run;
  }

  /** Begins to keep what belongs to code that was just uploaded. Does not throw. */
  begin(uploaded: Uploaded): void {
    for (const debugArtifact of DEBUG_ARTIFACTS) {
      const key = debugArtifactKey(debugArtifact, uploaded.artifact.digest);
      if (debugArtifact.path(uploaded.artifact) === undefined || this.#begun.has(key)) continue;
      const wanted = { ...uploaded, debugArtifact };
      this.#begun.set(
        key,
        this.#reporting(wanted, async () => {
          const contents = await this.#artifacts.debugArtifact(wanted.artifact, debugArtifact);
          if (contents) await this.#keep(wanted, contents);
          else this.#absent.push(wanted);
        }),
      );
    }
  }

  /** Resolves when everything is kept, or the keeping was reported as failed. */
  async end(): Promise<void> {
    await Promise.all(this.#begun.values());
    const absent = this.#absent.splice(0);
    if (absent.length === 0) return;
    const built = this.#artifacts.ensureDebugArtifacts(absent.map(({ artifact }) => artifact));
    await Promise.all(
      absent.map((wanted) =>
        this.#reporting(wanted, async () => {
          await built;
          const { artifact, debugArtifact } = wanted;
          const contents = await this.#artifacts.debugArtifact(artifact, debugArtifact);
          if (!contents) throw new Error(`${debugArtifact.path(artifact)} is not there after the build`);
          await this.#keep(wanted, contents);
        }),
      ),
    );
  }

  #keep({ artifact, debugArtifact }: Wanted, contents: Buffer): Promise<void> {
    const { beforeWrite } = this.#run;
    return this.#limited(() =>
      this.#stored.keep(debugArtifactKey(debugArtifact, artifact.digest), contents, beforeWrite),
    );
  }

  async #reporting({ service, name, debugArtifact }: Wanted, work: () => Promise<void>): Promise<void> {
    const { emit, signal } = this.#run;
    try {
      await work();
    } catch (error) {
      if (signal.aborted) return;
      emit({ type: "not-kept", service, name, what: debugArtifact.name, cause: (error as Error).message });
    }
  }
}
