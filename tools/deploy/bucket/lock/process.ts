import { execFileSync } from "node:child_process";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** Who holds a lock, so that a person knows whom to ask and a process on the same host whether the holder still runs. */
export interface Holder {
  readonly user: string;
  readonly host: string;
  /** Where process ids mean the same processes: two holders with the same one can look for each other. */
  readonly machine: string;
  readonly pid: number;
  /** Tells the process from a later one of the same id. */
  readonly started: string;
}

/** This process, run by `user`. */
export function thisHolder(user: string): Holder {
  return {
    user,
    host: hostname(),
    machine: machine(),
    pid: process.pid,
    started: processStart(process.pid) ?? "",
  };
}

/** Whether the holder was a process of this machine that has ended. False where it cannot be told from here. */
export function hasEnded(holder: Holder): boolean {
  return holder.machine === machine() && processStart(holder.pid) !== holder.started;
}

/** A host name alone is not enough: containers of one image may share it, and see only processes of their own. */
function machine(): string {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${hostname()} ${boot} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return hostname();
  }
}

/** When a process began, in its system's own terms; undefined where there is none of that id, or only what its parent has not reaped. */
function processStart(pid: number): string | undefined {
  if (process.platform !== "linux") return startByPs(pid);
  try {
    // https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: after the name in parentheses come fields 3 (state) to 22 (starttime).
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" || fields[0] === "X" ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

function startByPs(pid: number): string | undefined {
  try {
    const line = execFileSync("ps", ["-o", "stat=,lstart=", "-p", String(pid)], { encoding: "utf8" }).trim();
    return line.startsWith("Z") ? undefined : line.replace(/^\S+\s+/, "");
  } catch {
    return undefined;
  }
}
