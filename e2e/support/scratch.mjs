import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "./command.mjs";

/** Real path of a new private folder. @param {string} [parent] where to create it */
export function scratchFolder(parent = tmpdir()) {
  return mkdtempSync(join(parent, "ferry-e2e-"));
}

/** Removes it, including what Bazel made read-only. */
export async function removeFolder(folder) {
  await run("chmod", ["-R", "u+rwX", folder], { cwd: "/" });
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}
