import { spawn } from "node:child_process";
import { join } from "node:path";
import { FerryError } from "../../error";

/** How to reach Bazel from inside `bazel run`, whose lock is free by the time that its program runs. */
export interface Workspace {
  readonly folder: string;
  /** Options of the outer call, so that the nested one has the same configuration and paths. */
  readonly startupOptions: readonly string[];
  readonly buildOptions: readonly string[];
}

/** Plain output, so that what Bazel said can be shown. */
const PLAIN = ["--color=no", "--curses=no", "--noshow_progress"];

/** What Bazel said that is worth showing: its last lines. */
const LINES_SHOWN = 20;

/**
 * Builds output groups of targets.
 * @param what for the message: `get the zips`
 * @throws FerryError `ArtifactBuildFailed` with what Bazel said last
 */
export async function build(
  workspace: Workspace,
  signal: AbortSignal,
  what: string,
  {
    options = [],
    groups,
    keepGoing = false,
    targets,
  }: {
    readonly options?: readonly string[];
    readonly groups: Iterable<string>;
    /** Build the others, too, if a target fails. */
    readonly keepGoing?: boolean;
    readonly targets: readonly string[];
  },
): Promise<void> {
  const all = [...workspace.buildOptions, ...options, `--output_groups=${[...groups].join(",")}`];
  if (keepGoing) all.push("--keep_going");
  await bazel(workspace, signal, what, ["build", ...all, ...PLAIN, "--", ...targets]);
}

/**
 * Asks what targets depend on.
 * @param options of `bazel query`
 * @throws FerryError `ArtifactBuildFailed` with what Bazel said last
 */
export function query(
  workspace: Workspace,
  signal: AbortSignal,
  expression: string,
  options: readonly string[] = [],
): Promise<string> {
  return bazel(workspace, signal, "ask for dependencies", ["query", ...PLAIN, ...options, expression]);
}

/**
 * Runs bazelw with the startup options of the outer call. @param what for the message: `get the zips`
 * @returns what it wrote to standard output
 * @throws FerryError `ArtifactBuildFailed` with what Bazel said last
 */
async function bazel(
  { folder, startupOptions }: Workspace,
  signal: AbortSignal,
  what: string,
  args: readonly string[],
): Promise<string> {
  signal.throwIfAborted();
  const child = spawn(join(folder, "bazelw"), [...startupOptions, ...args], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said: string[] = [];
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8");
    stream.on("data", (text: string) => said.push(text));
  }
  child.stdout.on("data", (text: string) => output.push(text));
  // On Ctrl-C the terminal signals Bazel as well; on a signal to this process alone it has to be passed on.
  const interrupt = (): void => void child.kill("SIGINT");
  signal.addEventListener("abort", interrupt, { once: true });
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", resolve);
    });
    signal.throwIfAborted();
    if (code === 0) return output.join("");
    const lines = said.join("").trim().split("\n").slice(-LINES_SHOWN);
    throw new Error(`bazelw ended with exit code ${code}:\n${lines.join("\n")}`);
  } catch (cause) {
    if (signal.aborted) throw cause;
    throw new FerryError("ArtifactBuildFailed", `cannot ${what}: ${(cause as Error).message}`, {
      cause,
      next: "fix what Bazel says, then run the same command again",
    });
  } finally {
    signal.removeEventListener("abort", interrupt);
  }
}
