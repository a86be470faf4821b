import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FerryError } from "../error";
import type { FunctionArtifact } from "../manifest/service";
import { type BuildOrigin, buildOrigins } from "./execution-log";

/** How to reach Bazel from inside `bazel run`, whose lock is free by the time that its program runs. */
export interface Workspace {
  readonly folder: string;
  /** Options of the outer call, so that the nested one has the same configuration and paths. */
  readonly startupOptions: readonly string[];
  readonly buildOptions: readonly string[];
}

/**
 * Makes Bazel forget what it believes of remote outputs: a blob that the cache lost, or that came back damaged, is rebuilt
 * here and written to the cache again. Without the second option the local action cache would name the lost blob once more.
 */
const REBUILD = ["--noremote_accept_cached", "--experimental_remote_cache_ttl=0s"];

/** What Bazel said that is worth showing: its last lines. */
const LINES_SHOWN = 20;

/**
 * Brings the zips of the given bundles to their places, downloaded or built; other outputs stay where they are.
 * @param rebuild take nothing from a cache
 * @returns where each zip came from; "up-to-date" means that Bazel only had to download it
 */
export async function buildZips(
  artifacts: readonly FunctionArtifact[],
  workspace: Workspace,
  signal: AbortSignal,
  rebuild: boolean,
): Promise<ReadonlyMap<string, BuildOrigin>> {
  const scratch = await mkdtemp(join(tmpdir(), "ferry-build-"));
  try {
    const log = join(scratch, "execution.json");
    const groups = [...new Set(artifacts.map((artifact) => artifact.outputGroup))];
    await bazel(workspace, signal, [
      ...workspace.startupOptions,
      "build",
      ...workspace.buildOptions,
      ...(rebuild ? REBUILD : []),
      `--execution_log_json_file=${log}`,
      `--output_groups=${groups.join(",")}`,
      "--keep_going",
      "--color=no",
      "--curses=no",
      "--noshow_progress",
      "--",
      ...artifacts.map((artifact) => artifact.target),
    ]);
    return await buildOrigins(log, artifacts);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function bazel(workspace: Workspace, signal: AbortSignal, args: readonly string[]): Promise<void> {
  signal.throwIfAborted();
  const program = join(workspace.folder, "bazelw");
  const child = spawn(program, args, { cwd: workspace.folder, stdio: ["ignore", "pipe", "pipe"] });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8");
    stream.on("data", (text: string) => said.push(text));
  }
  // On Ctrl-C the terminal tells Bazel as well; on a signal to this process alone it has to be passed on.
  const interrupt = (): void => void child.kill("SIGINT");
  signal.addEventListener("abort", interrupt, { once: true });
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", resolve);
    });
    signal.throwIfAborted();
    if (code === 0) return;
    const lines = said.join("").trim().split("\n").slice(-LINES_SHOWN);
    throw new Error(`bazelw build ended with exit code ${code}:\n${lines.join("\n")}`);
  } catch (cause) {
    if (signal.aborted) throw cause;
    throw new FerryError("ArtifactBuildFailed", `cannot get the zips: ${(cause as Error).message}`, {
      cause,
      next: "mend what Bazel says, then run the same command again",
    });
  } finally {
    signal.removeEventListener("abort", interrupt);
  }
}
