import { chosenBranch, conditionHolds, intrinsic, resolveText, type Scope } from "./resolve";
import type { Template } from "./template";

/** What a stack gives to other stacks of its account and region, and takes from them, by the names of exports. */
export interface Exchange {
  readonly exports: ReadonlySet<string>;
  readonly imports: ReadonlySet<string>;
}

/**
 * Reads what a template exports (`Outputs.*.Export.Name`) and imports (`Fn::ImportValue`). A name that only CloudFormation can
 * resolve is left out.
 * @param values of parameters and pseudo parameters, by name
 */
export function exchangeOf(template: Template, values: Readonly<Record<string, string>>): Exchange {
  const scope: Scope = { template, values };
  const exports = new Set<string>();
  const imports = new Set<string>();
  for (const entry of [...Object.values(template.resources), ...Object.values(template.outputs)]) {
    if (entry.Condition !== undefined && conditionHolds(entry.Condition, scope) === false) continue;
    collectImports(entry, scope, imports);
  }
  for (const output of Object.values(template.outputs)) {
    if (output.Condition !== undefined && conditionHolds(output.Condition, scope) === false) continue;
    const name = output.Export && resolveText(output.Export.Name, scope);
    if (name !== undefined) exports.add(name);
  }
  return { exports, imports };
}

function collectImports(value: unknown, scope: Scope, imports: Set<string>): void {
  if (typeof value !== "object" || value === null) return;
  const [name, argument] = intrinsic(value) ?? [];
  if (name === "Fn::ImportValue") {
    const imported = resolveText(argument, scope);
    if (imported !== undefined) imports.add(imported);
  }
  const chosen = name === "Fn::If" ? chosenBranch(argument, scope) : undefined;
  for (const part of chosen ? [chosen.value] : Object.values(value)) collectImports(part, scope, imports);
}
