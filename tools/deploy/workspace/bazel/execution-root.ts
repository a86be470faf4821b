import { realpath } from "node:fs/promises";

/**
 * Bazel's execution root, to which the manifest's zips are relative: what stands before `/bazel-out/` in the real path of the
 * runfiles. Undefined where the deployer does not run from a Bazel output tree.
 */
export async function executionRoot(runfiles: string): Promise<string | undefined> {
  const path = await realpath(runfiles);
  const end = path.indexOf("/bazel-out/");
  return end < 0 ? undefined : path.slice(0, end);
}
