import { readdirSync, readFileSync } from "node:fs";

/**
 * Ends function processes that outlived an account which was killed: those that never yield, and so do not see that their
 * account has gone. They are known by the bootstrap in this account's state folder, which nothing else runs. Linux only.
 */
export function endOrphans(bootstrap: string): void {
  for (const pid of numbersIn("/proc")) {
    if (pid !== process.pid && argumentsOf(pid).includes(bootstrap)) kill(pid);
  }
}

function numbersIn(folder: string): number[] {
  try {
    return readdirSync(folder)
      .map(Number)
      .filter((pid) => Number.isInteger(pid));
  } catch {
    return [];
  }
}

function argumentsOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch {
    return [];
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}
