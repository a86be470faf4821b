import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { debugArtifactGroups } from "../../manifest/debug-artifacts";
import type { FunctionArtifact } from "../../manifest/service";
import { build, type Workspace } from "./bazel";
import { type BuildOrigin, buildOrigins } from "./execution-log";

/**
 * Makes Bazel build again what it took from a cache: a blob that the cache lost, or that came back damaged or as another one, is rebuilt
 * here and written to the remote cache again. A disk cache cannot be written to without being asked first. Without the third option
 * Bazel would trust the digests in its memory and in its local action cache: of an output that is wanted here but is missing, it runs the
 * action again. (`--experimental_remote_cache_ttl=0s` no longer does that: https://github.com/bazelbuild/bazel/pull/26318.)
 */
const REBUILD = ["--noremote_accept_cached", "--disk_cache=", "--remote_download_outputs=all"];

/**
 * Brings the zips of the given bundles to their places, with their debug artifacts, downloaded or built; other outputs stay where they
 * are.
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
    const groups = new Set([
      ...artifacts.map((artifact) => artifact.outputGroup),
      ...debugArtifactGroups(artifacts),
    ]);
    await build(workspace, signal, "get the zips", {
      options: [...(rebuild ? REBUILD : []), `--execution_log_json_file=${log}`],
      groups,
      keepGoing: true,
      targets: artifacts.map(({ target }) => target),
    });
    return await buildOrigins(log, artifacts);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Brings the debug artifacts of the given bundles to their places. */
export async function buildDebugArtifacts(
  artifacts: readonly FunctionArtifact[],
  workspace: Workspace,
  signal: AbortSignal,
): Promise<void> {
  await build(workspace, signal, "get source maps and metafiles", {
    groups: debugArtifactGroups(artifacts),
    keepGoing: true,
    targets: artifacts.map(({ target }) => target),
  });
}
