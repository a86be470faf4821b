import { readFileSync } from "node:fs";

/** Most memory in KiB that a process has held at once; nothing where the system does not say (other than Linux). */
export function peakMemoryKib(pid: number | "self"): number | undefined {
  try {
    const peak = /^VmHWM:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return peak === undefined ? undefined : Number(peak);
  } catch {
    return undefined;
  }
}
