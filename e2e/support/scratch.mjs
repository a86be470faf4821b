import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "./command.mjs";

/** A new folder that nobody else uses, with its real path. @param {string} [parent] where to make it */
export function scratchFolder(parent = tmpdir()) {
  return mkdtempSync(join(parent, "ferry-e2e-"));
}

/** Removes it, with what Bazel has made read-only. */
export async function removeFolder(folder) {
  await run("chmod", ["-R", "u+rwX", folder], { cwd: "/" });
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}
