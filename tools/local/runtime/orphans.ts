import { argumentsOf, hasVariable, runningProcesses, signal, withDescendants } from "./process-table";

/**
 * Ends what outlived an account that was killed: function processes that never yield, and so do not see that their account has gone, and what
 * they have started. The former are known by the bootstrap in this account's state folder, which nothing else runs; the latter by their parent,
 * or by the folder of the function's code in their environment. Linux only.
 */
export function endOrphans(bootstrap: string, stateFolder: string): void {
  const code = `LAMBDA_TASK_ROOT=${stateFolder}/`;
  const orphans = withDescendants(
    runningProcesses().filter(({ pid }) => pid !== process.pid),
    ({ pid }) => argumentsOf(pid).includes(bootstrap) || hasVariable(pid, code),
  );
  for (const { pid } of orphans) signal(pid, "SIGKILL");
}
