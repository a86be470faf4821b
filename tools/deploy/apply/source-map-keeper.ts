import type { Artifacts } from "../artifact/artifacts";
import type { FunctionArtifact } from "../manifest/service";
import type { SourceMaps } from "../store/source-maps";
import { limiter } from "./concurrency";
import type { Context } from "./context";

/** Maps that are compressed and sent at once: a few megabytes each. */
const AT_ONCE = 4;

interface Wanted {
  readonly service: string;
  /** Physical name of the function. */
  readonly name: string;
  readonly artifact: FunctionArtifact;
}

/**
 * Keeps the source maps of the code that a run uploads, beside it: what goes live never waits for one, and a deploy never fails for
 * want of one. A map that is not there after the build, as where the zip came from a cache and the map did not, is fetched when all
 * code is live.
 */
export class SourceMapKeeper {
  readonly #artifacts: Artifacts;
  readonly #maps: SourceMaps;
  readonly #context: Pick<Context, "emit" | "beforeWrite" | "signal">;
  readonly #limited = limiter(AT_ONCE);
  /** By build id: functions may have one bundle. */
  readonly #begun = new Map<string, Promise<void>>();
  readonly #absent: Wanted[] = [];

  constructor(
    artifacts: Artifacts,
    maps: SourceMaps,
    context: Pick<Context, "emit" | "beforeWrite" | "signal">,
  ) {
    this.#artifacts = artifacts;
    this.#maps = maps;
    this.#context = context;
  }

  /** Begins to keep the map of code that was just uploaded. Does not throw. */
  begin(wanted: Wanted): void {
    const { digest, sourceMap } = wanted.artifact;
    if (sourceMap === undefined || this.#begun.has(digest.buildId)) return;
    this.#begun.set(
      digest.buildId,
      this.#telling(wanted, async () => {
        const map = await this.#artifacts.sourceMap(wanted.artifact);
        if (map) await this.#keep(wanted, map);
        else this.#absent.push(wanted);
      }),
    );
  }

  /** Resolves when every map is kept, or was told not to be. */
  async end(): Promise<void> {
    await Promise.all(this.#begun.values());
    const absent = this.#absent.splice(0);
    if (absent.length === 0) return;
    const built = this.#artifacts.ensureSourceMaps(absent.map(({ artifact }) => artifact));
    await Promise.all(
      absent.map((wanted) =>
        this.#telling(wanted, async () => {
          await built;
          const map = await this.#artifacts.sourceMap(wanted.artifact);
          if (!map) throw new Error(`${wanted.artifact.sourceMap} is not there after the build`);
          await this.#keep(wanted, map);
        }),
      ),
    );
  }

  #keep({ artifact }: Wanted, map: Buffer): Promise<void> {
    const { beforeWrite } = this.#context;
    return this.#limited(() => this.#maps.keep(artifact.digest.buildId, map, beforeWrite));
  }

  async #telling({ service, name }: Wanted, work: () => Promise<void>): Promise<void> {
    const { emit, signal } = this.#context;
    try {
      await work();
    } catch (error) {
      if (signal.aborted) return;
      emit({ type: "source-map-not-kept", service, name, cause: (error as Error).message });
    }
  }
}
