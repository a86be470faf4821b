import { createReadStream } from "node:fs";
import type { FunctionArtifact } from "../../manifest/service";
import { jsonObjects } from "./json-stream";

/** Where the bytes of a bundle come from: this build's spawn, a cache, or nothing had to be done; `unknown` without a log. */
export type BuildOrigin = "built" | "remote-cache" | "disk-cache" | "up-to-date" | "unknown";

/** The members of a `SpawnExec` of Bazel's `--execution_log_json_file` that are read. */
interface SpawnExec {
  readonly targetLabel?: string;
  readonly mnemonic?: string;
  readonly runner?: string;
}

const CHUNK_BYTES = 1024 * 1024;

/** By target, how this build came to each bundle. @param log absent where the caller of Bazel kept none */
export async function buildOrigins(
  log: string | undefined,
  artifacts: readonly FunctionArtifact[],
): Promise<ReadonlyMap<string, BuildOrigin>> {
  const all = (origin: BuildOrigin): Map<string, BuildOrigin> =>
    new Map(artifacts.map((artifact) => [artifact.target, origin]));
  if (log === undefined) return all("unknown");
  // What the local action cache answers is no spawn, and stands nowhere in the log.
  const origins = all("up-to-date");
  const wanted = new Set(artifacts.map((artifact) => `${canonical(artifact.target)} ${artifact.mnemonic}`));
  // Most spawns are of other kinds: a search for the bytes of the mnemonic is far quicker than parsing them all.
  const mnemonics = [...new Set(artifacts.map((artifact) => JSON.stringify(artifact.mnemonic)))];
  try {
    for await (const bytes of jsonObjects(createReadStream(log, { highWaterMark: CHUNK_BYTES }))) {
      if (!mnemonics.some((mnemonic) => bytes.includes(mnemonic))) continue;
      const spawn = JSON.parse(bytes.toString("utf8")) as SpawnExec;
      const target = canonical(spawn.targetLabel ?? "");
      if (!wanted.has(`${target} ${spawn.mnemonic}`)) continue;
      for (const artifact of artifacts) {
        if (canonical(artifact.target) === target) origins.set(artifact.target, origin(spawn.runner ?? ""));
      }
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT" || error instanceof SyntaxError)
      return all("unknown");
    throw error;
  }
  return origins;
}

function origin(runner: string): BuildOrigin {
  if (runner.includes("remote cache hit")) return "remote-cache";
  if (runner.includes("disk cache hit")) return "disk-cache";
  return "built";
}

/** `@@//a:b`, `@//a:b` and `//a:b` are one target. */
function canonical(label: string): string {
  return label.replace(/^@{1,2}\/\//, "//");
}
