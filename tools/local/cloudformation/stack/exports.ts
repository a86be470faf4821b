import { validationError } from "../template/template-error";
import type { OutputRecord, StackRecord } from "./records";
import type { StackStore } from "./store";

/** An output that other stacks can import. */
export interface Export {
  readonly name: string;
  readonly value: string;
  readonly stackId: string;
}

/** All exports of the account, by name. */
export function exportsOf(store: StackStore): Map<string, Export> {
  const all = store
    .stacks()
    .flatMap(({ stackId, status, outputs }) =>
      status === "DELETE_COMPLETE"
        ? []
        : outputs.flatMap(({ exportName, value }): Export[] =>
            exportName === undefined ? [] : [{ name: exportName, value, stackId }],
          ),
    );
  return new Map(all.map((one) => [one.name, one]));
}

/** The stacks that import an export. */
export function importers(store: StackStore, exportName: string): StackRecord[] {
  return store
    .stacks()
    .filter(({ status, imports }) => status !== "DELETE_COMPLETE" && imports.includes(exportName));
}

/**
 * Refuses outputs of a stack that would take the name of another stack's export, or would change or take away an export that another stack
 * imports.
 */
export function checkExports(store: StackStore, stack: StackRecord, outputs: readonly OutputRecord[]): void {
  const exported = exportsOf(store);
  const names = new Set<string>();
  for (const { exportName } of outputs) {
    if (exportName === undefined) continue;
    const owner = exported.get(exportName);
    if (owner !== undefined && owner.stackId !== stack.stackId) {
      const name = store.stack(owner.stackId)?.stackName ?? owner.stackId;
      throw validationError(`Export with name ${exportName} is already exported by stack ${name}`);
    }
    if (names.has(exportName)) throw validationError(`Output exports duplicate name ${exportName}`);
    names.add(exportName);
  }
  for (const { exportName, value } of stack.outputs) {
    if (exportName === undefined) continue;
    const next = outputs.find((output) => output.exportName === exportName);
    if (next?.value === value) continue;
    if (next === undefined) refuseIfImported(store, exportName, "delete", "Delete canceled. ");
    else refuseIfImported(store, exportName, "update", "Update canceled. ");
  }
}

/** Refuses to change an export that any stack imports. @param consequence the sentence that CloudFormation begins with */
export function refuseIfImported(
  store: StackStore,
  exportName: string,
  verb: "delete" | "update",
  consequence = "",
): void {
  const users = importers(store, exportName).map(({ stackName }) => stackName);
  if (users.length === 0) return;
  throw validationError(
    `${consequence}Cannot ${verb} export ${exportName} as it is in use by ${users.join(", ")}.`,
  );
}
