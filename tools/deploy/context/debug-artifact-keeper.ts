import type { Artifacts } from "../artifact/artifacts";
import type { StoredCompanions } from "../bucket/debug-artifacts";
import { COMPANIONS, type Companion } from "../manifest/debug-artifacts";
import type { FunctionArtifact } from "../manifest/service";
import { limiter } from "./concurrency";
import type { Emit } from "./progress-event";

/** Files that are compressed and sent at once: source maps have a few megabytes each. */
const AT_ONCE = 4;

/** What it takes of the run. */
interface Surroundings {
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
  readonly companion: Companion;
}

/**
 * Keeps source maps and metafiles of the code that a run uploads, beside it: what goes live never waits for one, and a deploy never
 * fails for want of one. One that is not there after the build, as where the zip came from a cache and the rest did not, is
 * fetched when all code is live.
 */
export class CompanionKeeper {
  readonly #artifacts: Artifacts;
  readonly #stored: StoredCompanions;
  readonly #run: Surroundings;
  readonly #limited = limiter(AT_ONCE);
  /** By key: functions may have one bundle. */
  readonly #begun = new Map<string, Promise<void>>();
  readonly #absent: Wanted[] = [];

  constructor(artifacts: Artifacts, stored: StoredCompanions, run: Surroundings) {
    this.#artifacts = artifacts;
    this.#stored = stored;
    this.#run = run;
  }

  /** Begins to keep what belongs to code that was just uploaded. Does not throw. */
  begin(uploaded: Uploaded): void {
    for (const companion of COMPANIONS) {
      const key = companion.key(uploaded.artifact.digest);
      if (companion.path(uploaded.artifact) === undefined || this.#begun.has(key)) continue;
      const wanted = { ...uploaded, companion };
      this.#begun.set(
        key,
        this.#telling(wanted, async () => {
          const contents = await this.#artifacts.companion(wanted.artifact, companion);
          if (contents) await this.#keep(wanted, contents);
          else this.#absent.push(wanted);
        }),
      );
    }
  }

  /** Resolves when everything is kept, or was told not to be. */
  async end(): Promise<void> {
    await Promise.all(this.#begun.values());
    const absent = this.#absent.splice(0);
    if (absent.length === 0) return;
    const built = this.#artifacts.ensureCompanions(absent.map(({ artifact }) => artifact));
    await Promise.all(
      absent.map((wanted) =>
        this.#telling(wanted, async () => {
          await built;
          const { artifact, companion } = wanted;
          const contents = await this.#artifacts.companion(artifact, companion);
          if (!contents) throw new Error(`${companion.path(artifact)} is not there after the build`);
          await this.#keep(wanted, contents);
        }),
      ),
    );
  }

  #keep({ artifact, companion }: Wanted, contents: Buffer): Promise<void> {
    const { beforeWrite } = this.#run;
    return this.#limited(() => this.#stored.keep(companion.key(artifact.digest), contents, beforeWrite));
  }

  async #telling({ service, name, companion }: Wanted, work: () => Promise<void>): Promise<void> {
    const { emit, signal } = this.#run;
    try {
      await work();
    } catch (error) {
      if (signal.aborted) return;
      emit({ type: "not-kept", service, name, what: companion.name, cause: (error as Error).message });
    }
  }
}
