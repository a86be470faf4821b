import { cpus, loadavg } from "node:os";

/** What figures are worth nothing without: the day, the processors, and what else the machine does. */
export function machine() {
  const processors = cpus();
  const load = loadavg()[0].toFixed(1);
  return `${new Date().toISOString().slice(0, 10)}, ${processors.length} × ${processors[0].model.trim()}, load ${load}`;
}
