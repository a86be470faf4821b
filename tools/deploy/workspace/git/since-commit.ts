import { git } from "./git";
import { type FileChange, parseNameStatus, parseUntracked } from "./name-status";

/** How the working tree differs from a commit. */
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
      : `git failed: ${repository.output}`;
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
  for (const answer of [tracked, untracked]) if (!answer.ok) return `git failed: ${answer.output}`;
  return {
    changes: [...parseNameStatus(tracked.output), ...parseUntracked(untracked.output)],
    lockfile: text.ok ? text.output : undefined,
  };
}
