import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { text } from "node:stream/consumers";
import { DamagedDebugArtifact, StoredDebugArtifacts } from "../../bucket/debug-artifacts";
import { FerryError } from "../../error";
import { historyCommand } from "../../history/command";
import { type VersionEntry, versionHistory } from "../../history/versions";
import { sourceMapKey } from "../../manifest/debug-artifacts";
import { observeHistory } from "../../observe/history";
import type { PlacedFunction } from "../../plan/names";
import { buildIdOfCode } from "../../telemetry/stack-trace/code";
import { readTraces, type Trace } from "../../telemetry/stack-trace/input";
import { parseSourceMap, resolveTrace, SourceMapInvalid } from "../../telemetry/stack-trace/resolve";
import type { LaunchEnvironment } from "../launch-environment";
import type { StackTraceOptions } from "../options";
import { type ResolvedTrace, traceRecord } from "../report/stack-trace";
import { chooseFunction } from "../run/choose-function";
import type { NamedRun } from "../run/prepare";
import { runByName } from "../run/run";

/**
 * Tells where in the sources the frames of stack traces are, by the source map that was kept when the code was deployed, and which
 * commit and target that code is of.
 */
export function stackTrace(options: StackTraceOptions, launch: LaunchEnvironment): Promise<number> {
  return runByName("stack-trace", options, launch, async (run) => {
    const input = readTraces(await readInput(options.file, launch));
    if (input.length === 0) {
      throw new FerryError("UsageInvalid", "there is no stack trace in the input", {
        next: "give one with --file, or on standard input",
      });
    }
    const traces: ResolvedTrace[] = [];
    for (const trace of input) {
      const resolved = await resolveOne(run, trace, options, launch);
      run.reporter.stackTrace(resolved);
      traces.push(resolved);
    }
    return { traces: traces.map(traceRecord) };
  });
}

async function resolveOne(
  { context, outcomes }: NamedRun,
  trace: Trace,
  options: StackTraceOptions,
  launch: LaunchEnvironment,
): Promise<ResolvedTrace> {
  const chosen = chooseFunction(outcomes, trace.functionName ?? options.function);
  const { session } = context;
  const found = await observeHistory(session, chosen.name);
  const versions = versionHistory(found?.versions ?? [], found?.live?.version);
  const given = trace.buildId ?? options.buildId;
  const version = trace.functionVersion ?? (given === undefined ? found?.live?.version : undefined);
  const entry = versions.find((one) => one.version === version);
  const buildId = given ?? (entry && (await buildIdOfCode(session, chosen.name, entry.version)));
  if (buildId === undefined) throw unknownBuild(chosen, version);
  const lines = await readable(buildId, async () => {
    const map =
      options.sourceMap === undefined
        ? await new StoredDebugArtifacts(context.bucket).find(sourceMapKey(buildId))
        : await readGiven(options.sourceMap, "the source map", launch);
    if (map === undefined) throw missing(chosen, buildId, entry, context.environment.name);
    return resolveTrace(trace.text, parseSourceMap(map), chosen.artifact.target);
  });
  const assumed = given === undefined && trace.functionVersion === undefined;
  return { function: chosen.name, version, entry, buildId, assumed, lines };
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

async function readInput(file: string | undefined, launch: LaunchEnvironment): Promise<string> {
  if (file !== undefined && file !== "-") return await readGiven(file, "the stack trace", launch);
  return await text(process.stdin);
}

async function readGiven(path: string, what: string, launch: LaunchEnvironment): Promise<string> {
  try {
    return await readFile(resolve(launch.workingDirectory, path), "utf8");
  } catch (cause) {
    throw new FerryError("UsageInvalid", `${what} cannot be read: ${(cause as Error).message}`, {
      cause,
      next: "correct the path, which is relative to the folder in which you run the command",
    });
  }
}
