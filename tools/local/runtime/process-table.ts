import { readdirSync, readFileSync } from "node:fs";

/** A process that has not ended. */
export interface RunningProcess {
  readonly pid: number;
  readonly parent: number;
}

/** All processes that have not ended, also other users'; none where the system has no `/proc` (other than Linux). */
export function runningProcesses(): RunningProcess[] {
  return names("/proc").flatMap((name) => (/^\d+$/.test(name) ? (read(Number(name)) ?? []) : []));
}

/** Those of the processes, and all that descend from them as far as their parents are still there. */
export function withDescendants(
  processes: readonly RunningProcess[],
  chosen: (process: RunningProcess) => boolean,
): RunningProcess[] {
  const family = new Set(processes.filter(chosen).map(({ pid }) => pid));
  for (let known = -1; known !== family.size; ) {
    known = family.size;
    for (const { pid, parent } of processes) if (family.has(parent)) family.add(pid);
  }
  return processes.filter(({ pid }) => family.has(pid));
}

/** Whether the process was started with a variable that begins so (`NAME=value`), as far as this user may know. */
export function hasVariable(pid: number, start: string): boolean {
  return text(`/proc/${pid}/environ`)
    .split("\0")
    .some((variable) => variable.startsWith(start));
}

/** Program and arguments of a process. */
export function argumentsOf(pid: number): string[] {
  return text(`/proc/${pid}/cmdline`).split("\0");
}

/** Sends a signal to a process, or to a process group (`-pid`), if it is still there. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended by itself, or is another user's.
  }
}

/** `pid (name) state parent …`; the name may hold anything. A zombie has ended. */
function read(pid: number): RunningProcess | undefined {
  const stat = text(`/proc/${pid}/stat`);
  const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return parent === undefined || state === "Z" || state === "X" ? undefined : { pid, parent: Number(parent) };
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function text(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
