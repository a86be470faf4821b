import { realpathSync } from "node:fs";

/** The program that this process is, where Linux shows it. */
const SELF = "/proc/self/exe";

/**
 * Path of the Node.js that runs this process, to start another one with.
 *
 * `process.execPath` is not it under rules_js: there it is a wrapper that needs an environment of its own, and keeps its
 * children in the runfiles. Nor may it still be there: a daemon outlives the build output that its Node.js came from, and on
 * Linux a program can start a copy of itself when its file is gone.
 */
export function nodeBinary(): string {
  if (process.platform !== "linux") return process.execPath;
  try {
    return realpathSync(SELF);
  } catch {
    return SELF;
  }
}
