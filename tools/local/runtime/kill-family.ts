import { hasVariable, type RunningProcess, runningProcesses, signal, withDescendants } from "./process-table";

/** What starts others faster than it can be killed is given up after so many looks. */
const MOST_LOOKS = 10;

/**
 * Kills a process that leads its process group, and all that it has started: the group; its descendants, in groups of their own, too; and what
 * was started with `mark` in its environment (`NAME=value`, or how that begins), which finds those whose parent has gone. The latter two on Linux only: elsewhere, what
 * leaves the group lives on. So does, on Linux, what has left the group, has lost its parent and has cleared its environment.
 *
 * A process may end itself by it.
 */
export function killFamily(leader: number, mark: string): void {
  // Nothing of the group starts others while it is being looked at.
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
