import type { Blueprint } from "./blueprint";
import { converge } from "./converge";
import { checkExports } from "./exports";
import type { Operation, OutputRecord } from "./records";
import { blueprintOf, type Run, refuseIfInterrupted } from "./run";
import { runGraph } from "./run-graph";
import { settleChangeSet } from "./settle-change-set";

/** Creates and changes resources towards the operation's target; if one fails, begins the rollback. */
export async function goForward(run: Run, operation: Operation): Promise<void> {
  const { journal, providers, cancelled } = run;
  const { target } = operation;
  if (target === undefined) throw new Error(`the operation of ${journal.stackId} has no target`);
  const blueprint = blueprintOf(run, target);
  const visit = (logicalId: string): Promise<void> => converge(logicalId, blueprint, journal, providers);
  const failures = await runGraph(blueprint.dependencies, visit, { onFailure: "stop", cancelled });
  refuseIfInterrupted(run);
  if (failures.size > 0) {
    failForward(run, operation, failedResources(run, [...failures.keys()]));
    return;
  }
  const outputs = checkedOutputs(run, blueprint);
  if (outputs instanceof Error) {
    failForward(run, operation, `${outputs.message.replace(/\.?$/, ".")} `);
    return;
  }
  const done = { deployed: target, outputs, imports: blueprint.imports };
  settleChangeSet(journal, operation, "EXECUTE_COMPLETE");
  if (operation.kind === "CREATE") {
    journal.end("CREATE_COMPLETE", undefined, done);
    return;
  }
  const cleaning = { ...operation, phase: "CLEANUP" } as const;
  journal.status("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", undefined, { ...done, operation: cleaning });
}

/** What follows the failure of a creation or an update: rollback, unless the request asked for something else. */
export function failForward({ journal }: Run, operation: Operation, reason: string): void {
  settleChangeSet(journal, operation, "EXECUTE_FAILED");
  if (operation.onFailure === "DO_NOTHING") {
    const failed = operation.kind === "CREATE" ? "CREATE_FAILED" : "UPDATE_FAILED";
    journal.status(failed, reason, { operation: { ...operation, phase: "FAILED" } });
    return;
  }
  if (operation.kind === "UPDATE") {
    journal.status("UPDATE_ROLLBACK_IN_PROGRESS", reason, { operation: { ...operation, phase: "ROLLBACK" } });
    return;
  }
  if (operation.onFailure === "DELETE") {
    const deletion = { ...operation, kind: "DELETE", phase: "FORWARD" } as const;
    journal.status("DELETE_IN_PROGRESS", `${reason}Delete requested by user.`, { operation: deletion });
    return;
  }
  const rollback = { ...operation, phase: "ROLLBACK" } as const;
  journal.status("ROLLBACK_IN_PROGRESS", `${reason}Rollback requested by user.`, { operation: rollback });
}

/** `The following resource(s) failed to create: [A, B]. `, as CloudFormation words it. */
export function failedResources({ journal }: Run, logicalIds: readonly string[]): string {
  const verbs = { CREATE_FAILED: "create", UPDATE_FAILED: "update", DELETE_FAILED: "delete" } as const;
  return Object.entries(verbs)
    .map(([status, verb]) => {
      const failed = logicalIds.filter((logicalId) => journal.resource(logicalId)?.status === status);
      return failed.length === 0
        ? ""
        : `The following resource(s) failed to ${verb}: [${failed.join(", ")}]. `;
    })
    .join("");
}

function checkedOutputs({ journal }: Run, blueprint: Blueprint): OutputRecord[] | Error {
  try {
    const outputs = blueprint.outputs();
    checkExports(journal.store, journal.stack, outputs);
    return outputs;
  } catch (error) {
    return error as Error;
  }
}
