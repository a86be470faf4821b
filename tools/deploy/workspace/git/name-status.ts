/** How a file of the working tree differs from a commit. */
export interface FileChange {
  /** Relative to the workspace; of a deleted file, where it was. */
  readonly path: string;
  readonly change: "added" | "changed" | "deleted" | "renamed";
  /** Path at the commit, of a renamed file. */
  readonly from?: string;
}

const CHANGES: Readonly<Record<string, FileChange["change"]>> = {
  A: "added",
  C: "added",
  D: "deleted",
  M: "changed",
  T: "changed",
};

/**
 * Reads what `git diff --name-status -z` prints: a status and one path, or for renames and copies two.
 * https://git-scm.com/docs/git-diff#_raw_output_format
 */
export function parseNameStatus(output: string): FileChange[] {
  const fields = output.split("\0").values();
  const changes: FileChange[] = [];
  for (const status of fields) {
    if (status === "") continue;
    const path = fields.next().value ?? "";
    const target = /^[RC]/.test(status) ? (fields.next().value ?? "") : path;
    const change = CHANGES[status.charAt(0)];
    if (status.startsWith("R")) changes.push({ path: target, change: "renamed", from: path });
    else if (change !== undefined) changes.push({ path: target, change });
  }
  return changes;
}

/** Reads what `git ls-files --others -z` prints: files that git does not track yet are as good as added. */
export function parseUntracked(output: string): FileChange[] {
  return output
    .split("\0")
    .filter((path) => path !== "")
    .map((path) => ({ path, change: "added" }));
}
