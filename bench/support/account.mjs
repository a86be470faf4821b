import { spawn } from "node:child_process";
import { openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Account } from "../../e2e/support/account.mjs";
import { until } from "../../e2e/support/until.mjs";

/**
 * Starts a local account of its own.
 *
 * @param {{node: string, local: string}} programs
 * @param {{faults?: string, profile?: string}} [options] `faults`: a fault profile of //tools/local, such as `aws-rates`;
 *   `profile`: a folder for CPU profiles
 */
export async function startAccount({ node, local }, { faults, profile } = {}) {
  const account = new Account();
  const log = openSync(join(account.scratch, "account.log"), "a");
  const profiling = profile ? ["--cpu-prof", `--cpu-prof-dir=${profile}`] : [];
  const child = spawn(node, [...profiling, local, "serve"], {
    env: { ...process.env, ...account.env, ...(faults && { FERRY_LOCAL_FAULTS: faults }) },
    stdio: ["ignore", log, log],
  });
  await until("the local account answers", () => {
    if (child.exitCode !== null) throw new Error(readFileSync(join(account.scratch, "account.log"), "utf8"));
    return account.running;
  });
  return account;
}
