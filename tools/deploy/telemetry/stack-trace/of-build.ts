import type { TraceMap } from "@jridgewell/trace-mapping";
import { DamagedDebugArtifact, StoredDebugArtifacts } from "../../bucket/debug-artifacts";
import { keys } from "../../bucket/keys";
import type { Context } from "../../context/context";
import { FerryError } from "../../error";
import { historyCommand } from "../../history/command";
import { type VersionEntry, versionHistory } from "../../history/versions";
import { observeHistory } from "../../observe/history";
import type { PlacedFunction } from "../../plan/names";
import { buildIdOfCode } from "./code";
import type { Trace } from "./input";
import { parseSourceMap, type ResolvedLine, resolveTrace, SourceMapInvalid } from "./resolve";

/** A resolved stack trace, and the code that it is of. */
export interface ResolvedTrace {
  /** Physical name of the function. */
  readonly function: string;
  readonly version: string | undefined;
  /** What is known of that version. */
  readonly entry: VersionEntry | undefined;
  readonly buildId: string;
  /** Whether the input says nothing of the build, so that it is taken for the one that is live. */
  readonly assumed: boolean;
  readonly lines: readonly ResolvedLine[];
}

/** What the user gives where the input or the bucket does not have it. */
export interface GivenBuild {
  readonly buildId: string | undefined;
  /** Text of a source map. */
  readonly sourceMap: string | undefined;
}

/** Resolves stack traces. A log has many of few builds: what is known of a function, a version or a build is asked once. */
export class TraceResolver {
  readonly #context: Context;
  readonly #given: GivenBuild;
  readonly #histories = new Map<string, Promise<readonly VersionEntry[]>>();
  readonly #buildIds = new Map<string, Promise<string | undefined>>();
  readonly #sourceMaps = new Map<string, Promise<TraceMap | undefined>>();

  constructor(context: Context, given: GivenBuild) {
    this.#context = context;
    this.#given = given;
  }

  /**
   * Resolves a stack trace by the source map of its build: the one that the trace names, else the one that the user gives, else what
   * is live.
   * @throws FerryError `SourceMapMissing`
   */
  async resolve(thrower: PlacedFunction, trace: Trace): Promise<ResolvedTrace> {
    const { session, environment } = this.#context;
    const { name, artifact } = thrower;
    const versions = await once(this.#histories, name, async () => {
      const found = await observeHistory(session, name);
      return versionHistory(found?.versions ?? [], found?.live?.version);
    });
    const given = trace.buildId ?? this.#given.buildId;
    const live = versions.find((one) => one.live)?.version;
    const version = trace.functionVersion ?? (given === undefined ? live : undefined);
    const entry = versions.find((one) => one.version === version);
    const buildId = given ?? (entry && (await this.#buildId(name, entry.version)));
    if (buildId === undefined) throw unknownBuild(thrower, version);
    const lines = await readable(buildId, async () => {
      const map = await this.#sourceMap(buildId);
      if (map === undefined) throw missing(thrower, buildId, entry, environment.name);
      return resolveTrace(trace.text, map, artifact.target);
    });
    const assumed = given === undefined && trace.functionVersion === undefined;
    return { function: name, version, entry, buildId, assumed, lines };
  }

  #buildId(name: string, version: string): Promise<string | undefined> {
    const { session } = this.#context;
    return once(this.#buildIds, `${name}:${version}`, () => buildIdOfCode(session, name, version));
  }

  #sourceMap(buildId: string): Promise<TraceMap | undefined> {
    return once(this.#sourceMaps, buildId, async () => {
      const { sourceMap } = this.#given;
      const stored = new StoredDebugArtifacts(this.#context.bucket);
      const text = sourceMap ?? (await stored.find(keys.sourceMap(buildId)));
      return text === undefined ? undefined : parseSourceMap(text);
    });
  }
}

function once<T>(known: Map<string, Promise<T>>, key: string, ask: () => Promise<T>): Promise<T> {
  const found = known.get(key) ?? ask();
  known.set(key, found);
  return found;
}

/** What is made of a source map, which may be damaged, or none at all. */
async function readable<T>(buildId: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    if (!(cause instanceof DamagedDebugArtifact || cause instanceof SourceMapInvalid)) throw cause;
    throw new FerryError(
      "SourceMapMissing",
      `the source map of the build ${buildId} cannot be read: ${cause.message}`,
      { cause, next: "give another one with --source-map" },
    );
  }
}

function unknownBuild({ name }: PlacedFunction, version: string | undefined): FerryError {
  const which =
    version === undefined ? `${name} is not deployed` : `version ${version} of ${name} has no build id`;
  return new FerryError("SourceMapMissing", `${which}, and the input names no build`, {
    next: "give the build id of a log line (build_id) with --build-id",
  });
}

function missing(
  { artifact }: PlacedFunction,
  buildId: string,
  entry: VersionEntry | undefined,
  environment: string,
): FerryError {
  const commit =
    entry?.commit === undefined
      ? `the commit that ${historyCommand(artifact.target, environment)} shows`
      : `commit ${entry.commit}`;
  return new FerryError("SourceMapMissing", `no source map of the build ${buildId} is kept`, {
    next: `at ${commit}, ./bazelw build --output_groups=source_map ${artifact.target}; then give the file with --source-map`,
  });
}
