import { oneLine } from "../../terminal/harmless";
import type { Colors } from "../../terminal/style";
import type { Status } from "../account/status";

/** What `status` and `start` print for people. */
export function statusText(status: Status, stateFolder: string, colors: Colors): string {
  const stacks = Object.entries(status.stacks).sort(([a], [b]) => (a < b ? -1 : 1));
  const width = Math.max(8, ...stacks.map(([name]) => name.length));
  return [
    `local account at ${colors.cyan(status.endpoint)}, process ${status.pid}`,
    `  ${"state".padEnd(width)}  ${stateFolder}`,
    ...stacks.map(([name, url]) => `  ${name.padEnd(width)}  ${colors.cyan(url)}`),
    ...(status.faults === undefined ? [] : [colors.yellow(faultLine(status.faults))]),
    ...(stacks.length === 0 ? [colors.dim("  no stack with a URL is deployed to it")] : []),
  ]
    .map(oneLine)
    .join("\n");
}

function faultLine({ name, requests, refused }: NonNullable<Status["faults"]>): string {
  return `  it fails on purpose: faults "${name}", ${refused} of ${requests} requests; end them with \`faults off\``;
}

/** What `status --json` prints when no account runs. */
export const NOT_RUNNING = { endpoint: null, pid: null, stacks: {} } as const;
