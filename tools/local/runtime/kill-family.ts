import { hasVariable, type RunningProcess, runningProcesses, signal, withDescendants } from "./process-table";

/** Searches for descendants at most this often: processes that start others faster than they can be killed are given up. */
const MOST_LOOKS = 10;

/**
 * Kills a process that leads its process group, and all that it has started: its group; its descendants in other groups; and processes with
 * `mark` in their environment (`NAME=value`, or how that begins), which finds those whose parent has ended. The latter two on Linux only:
 * elsewhere, a process that leaves the group lives on. On Linux so does one that has left the group, lost its parent and cleared its environment.
 *
 * A process may call it to end itself.
 */
export function killFamily(leader: number, mark: string): void {
  // Stopped first, so that the group starts nothing while it is searched.
  if (leader !== process.pid) signal(-leader, "SIGSTOP");
  for (let look = 0; look < MOST_LOOKS; look += 1) {
    const family = familyOf(leader, mark);
    for (const { pid } of family) signal(pid, "SIGKILL");
    if (family.length === 0) break;
  }
  signal(-leader, "SIGKILL");
}

/** Without the leader itself, and this process. */
function familyOf(leader: number, mark: string): RunningProcess[] {
  const family = withDescendants(runningProcesses(), ({ pid }) => pid === leader || hasVariable(pid, mark));
  return family.filter(({ pid }) => pid !== leader && pid !== process.pid);
}
