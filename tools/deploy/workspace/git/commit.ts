import { git } from "./git";

/** Longest wait for git in milliseconds: the commit is worth no delay of a deploy. */
const TIMEOUT = 2_000;

/** Commit of the working tree, with `-dirty` if it differs; undefined where git does not say, or not in time. */
export async function headCommit(folder: string | undefined): Promise<string | undefined> {
  if (folder === undefined) return undefined;
  const args = ["describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"];
  const { ok, output } = await git(folder, args, TIMEOUT);
  const commit = output.trim();
  return ok && /^[0-9a-f]{40}(-dirty)?$/.test(commit) ? commit : undefined;
}

/** What no commit of a working tree has, as `git status --porcelain` lists it, and the commit. */
export interface CheckedOut {
  /** Empty where the working tree is the commit; files that git does not track count. */
  readonly changes: readonly string[];
  readonly commit: string;
}

/** Which commit is checked out, and what differs from it; undefined where git does not say. */
export async function checkedOut(folder: string): Promise<CheckedOut | undefined> {
  const status = await git(folder, ["status", "--porcelain", "--untracked-files=all"]);
  const head = await git(folder, ["rev-parse", "HEAD"]);
  if (!status.ok || !head.ok) return undefined;
  return { changes: status.output.split("\n").filter(Boolean), commit: head.output.trim() };
}
