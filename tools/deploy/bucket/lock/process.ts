import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** The holder of a lock, for users to contact, and for processes on the same host to check whether it is still running. */
export interface Holder {
  readonly user: string;
  readonly host: string;
  /** Identifies a process id namespace: holders with the same one can check each other's processes. */
  readonly machine: string;
  readonly pid: number;
  /** Start time, which distinguishes the process from a later one with the same id. */
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

/** Whether the holder was a process of this machine that has ended. False if unknown. */
export function hasEnded(holder: Holder): boolean {
  return holder.machine === machine() && processStart(holder.pid) !== holder.started;
}

/** Stands for a machine that cannot be told from others of its name: no other process takes its holder for one of its own. */
const UNKNOWN = randomUUID();

/**
 * A host name alone is not enough: laptops of one model may share it, and containers of one image, which see only their own
 * processes. A boot has an id, on Linux and on macOS (https://developer.apple.com/documentation/kernel/sysctl, `kern.bootsessionuuid`).
 */
function machine(): string {
  try {
    if (process.platform === "linux") {
      const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
      return `${hostname()} ${boot} ${readlinkSync("/proc/self/ns/pid")}`;
    }
    const boot = execFileSync("sysctl", ["-n", "kern.bootsessionuuid"], { encoding: "utf8" }).trim();
    return `${hostname()} ${boot || UNKNOWN}`;
  } catch {
    return `${hostname()} ${UNKNOWN}`;
  }
}

/** Start time of a process, in a platform-specific format; undefined if it does not exist or is a zombie. */
function processStart(pid: number): string | undefined {
  if (process.platform !== "linux") return startByPs(pid);
  try {
    // https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
    // After the name in parentheses come fields 3 (state) to 22 (starttime).
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
