import { readFileSync } from "node:fs";
import { join } from "node:path";
import { writeFileAtomic } from "../state/store";

/**
 * Copies the bundled bootstrap into the account's state folder and returns the copy's path: the account outlives a
 * `bazel clean`, which removes the original.
 */
export function installBootstrap(bundle: string, stateFolder: string): string {
  const path = join(stateFolder, "runtime", "bootstrap.js");
  writeFileAtomic(path, readFileSync(bundle));
  return path;
}
