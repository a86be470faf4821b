import { realpathSync } from "node:fs";

/** The program of this process, as Linux's /proc has it. */
const SELF = "/proc/self/exe";

/**
 * Path of the Node.js that runs this process, to start another process.
 *
 * Under rules_js, `process.execPath` is a wrapper that needs an environment of its own, and keeps its children in the runfiles. The file may
 * also be deleted: a daemon outlives the build output of its Node.js, but on Linux a program can start a copy of itself even then.
 */
export function nodeBinary(): string {
  if (process.platform !== "linux") return process.execPath;
  try {
    return realpathSync(SELF);
  } catch {
    return SELF;
  }
}
