import { git } from "./git";

/** Longest wait for git in milliseconds. */
const TIMEOUT = 2_000;

/** The branch that is checked out; undefined where there is none, or git does not say. */
export async function currentBranch(folder: string | undefined): Promise<string | undefined> {
  if (folder === undefined) return undefined;
  const { ok, output } = await git(folder, ["symbolic-ref", "--short", "--quiet", "HEAD"], TIMEOUT);
  return (ok && output.trim()) || undefined;
}
