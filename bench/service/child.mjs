import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/**
 * Runs a program of this folder on the bundles' Node.js, and returns what it writes to file descriptor 3. Its logs go to /dev/null, so
 * that no terminal is measured.
 *
 * @param {{node: string, env: NodeJS.ProcessEnv, flags?: readonly string[]}} options
 */
export function child(program, args, { node, env, flags = [] }) {
  const script = fileURLToPath(new URL(program, import.meta.url));
  const { status, error, output } = spawnSync(node, [...flags, script, ...args], {
    env,
    stdio: ["ignore", "ignore", "pipe", "pipe"],
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`${program} ${args[0]}: ${error?.message ?? output[2]}`);
  return JSON.parse(output[3]);
}
