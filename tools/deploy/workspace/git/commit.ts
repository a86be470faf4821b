import { execFile } from "node:child_process";

/** Longest wait for git in milliseconds: a deploy does not wait for a nicety. */
const PATIENCE = 2_000;

/** Commit of the working tree, with `-dirty` if it differs; undefined where git does not say, or not soon. */
export function headCommit(folder: string | undefined): Promise<string | undefined> {
  if (folder === undefined) return Promise.resolve(undefined);
  const args = ["-C", folder, "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"];
  return new Promise((resolve) => {
    execFile("git", args, { timeout: PATIENCE }, (error, output) => {
      const commit = output.trim();
      resolve(!error && /^[0-9a-f]{40}(-dirty)?$/.test(commit) ? commit : undefined);
    });
  });
}
