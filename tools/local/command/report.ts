import pc from "picocolors";
import type { Status } from "../server/status";

/** What `status` and `start` print for people. */
export function statusText(status: Status, stateFolder: string): string {
  const services = Object.entries(status.services).sort(([a], [b]) => (a < b ? -1 : 1));
  const width = Math.max(8, ...services.map(([name]) => name.length));
  return [
    `local account at ${pc.cyan(status.endpoint)}, process ${status.pid}`,
    `  ${"state".padEnd(width)}  ${stateFolder}`,
    ...services.map(([name, url]) => `  ${name.padEnd(width)}  ${pc.cyan(url)}`),
    ...(services.length === 0 ? [pc.dim("  no service is deployed to it")] : []),
  ].join("\n");
}

/** What `status --json` prints when no account runs. */
export const NOT_RUNNING = { endpoint: null, pid: null, services: {} } as const;
