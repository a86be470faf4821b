import { cpus, loadavg } from "node:os";

/** The context of all figures: the day, the processors, and the load of the machine. */
export function machine() {
  const processors = cpus();
  const load = loadavg()[0].toFixed(1);
  return `${new Date().toISOString().slice(0, 10)}, ${processors.length} × ${processors[0].model.trim()}, load ${load}`;
}
