import { existsSync } from "node:fs";

/**
 * The Node that runs functions: the account's own. An account outlives the build output that its Node came from, and on
 * Linux a program can still start a copy of itself when its file is gone.
 */
export function nodeBinary(): string {
  return process.platform === "linux" && !existsSync(process.execPath) ? "/proc/self/exe" : process.execPath;
}
