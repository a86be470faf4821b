import { execFile } from "node:child_process";

/** Longest output that is read, in bytes: a diff of names, or a lock file. */
const LARGEST = 256 * 1024 * 1024;

/** What git answered: its standard output, or the first line of what it says of a failure. */
export interface GitAnswer {
  readonly ok: boolean;
  readonly output: string;
}

/**
 * Runs git in a folder, without the locks that it would take to write down what it found.
 * @param timeout in milliseconds; without limit unless given
 */
export function git(folder: string, args: readonly string[], timeout = 0): Promise<GitAnswer> {
  const options = { maxBuffer: LARGEST, encoding: "utf8", timeout } as const;
  return new Promise((resolve) => {
    execFile("git", ["--no-optional-locks", "-C", folder, ...args], options, (error, stdout, stderr) => {
      if (!error) resolve({ ok: true, output: stdout });
      else resolve({ ok: false, output: (stderr.trim() || error.message).split("\n")[0] ?? "" });
    });
  });
}
