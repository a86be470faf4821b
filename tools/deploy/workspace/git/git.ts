import { execFile } from "node:child_process";
import { type FileChange, parseNameStatus, parseUntracked } from "./name-status";

/** Longest output that is read, in bytes: a diff of names, or a lock file. */
const LARGEST = 256 * 1024 * 1024;

/** What git tells of the working tree and a commit. */
export interface SinceCommit {
  readonly changes: readonly FileChange[];
  /** Text of the lock file at the commit; undefined where there was none. */
  readonly lockfile: string | undefined;
}

/**
 * Compares the working tree with a commit, files that git does not track yet included.
 * @param folder of the workspace, which may be a part of a repository
 * @param lockfile path of the package manager's lock file, relative to `folder`
 * @returns or a sentence that says why it cannot be known
 */
export async function sinceCommit(
  folder: string,
  commit: string,
  lockfile: string,
): Promise<SinceCommit | string> {
  const known = await git(folder, ["cat-file", "-e", `${commit}^{commit}`]);
  if (!known.ok) {
    const repository = await git(folder, ["rev-parse", "--git-dir"]);
    return repository.ok
      ? `the commit ${commit} is not in this clone: fetch it (git fetch --unshallow, where the clone is shallow)`
      : `git does not answer: ${repository.output}`;
  }
  const [tracked, untracked, text] = await Promise.all([
    git(folder, [
      "diff",
      "--name-status",
      "-z",
      "--find-renames",
      "--no-ext-diff",
      "--relative",
      commit,
      "--",
    ]),
    git(folder, ["ls-files", "--others", "--exclude-standard", "-z"]),
    git(folder, ["show", `${commit}:./${lockfile}`]),
  ]);
  for (const answer of [tracked, untracked]) if (!answer.ok) return `git does not answer: ${answer.output}`;
  return {
    changes: [...parseNameStatus(tracked.output), ...parseUntracked(untracked.output)],
    lockfile: text.ok ? text.output : undefined,
  };
}

/** Standard output, or the first line of what git says of a failure. */
function git(folder: string, args: readonly string[]): Promise<{ ok: boolean; output: string }> {
  const options = { maxBuffer: LARGEST, encoding: "utf8" } as const;
  // It only looks: it takes no lock for what it would like to write down.
  const all = ["--no-optional-locks", "-C", folder, ...args];
  return new Promise((resolve) => {
    execFile("git", all, options, (error, stdout, stderr) => {
      if (!error) resolve({ ok: true, output: stdout });
      else resolve({ ok: false, output: (stderr.trim() || error.message).split("\n")[0] ?? "" });
    });
  });
}
