import { Evaluation } from "./evaluation/evaluation";
import { textOf } from "./evaluation/text";
import { intrinsic, isRecord } from "./evaluation/value";
import type { Instantiation } from "./template";

/** What a stack gives to other stacks of its account and region, and takes from them, by the names of exports. */
export interface Exchange {
  readonly exports: ReadonlySet<string>;
  readonly imports: ReadonlySet<string>;
}

/**
 * Reads what a template exports (`Outputs.*.Export.Name`) and imports (`Fn::ImportValue`). A name that only CloudFormation can
 * resolve is left out.
 * @param pseudo values of pseudo parameters, by name
 */
export function exchangeOf(instantiation: Instantiation, pseudo: Readonly<Record<string, string>>): Exchange {
  const evaluation = new Evaluation(instantiation, pseudo);
  const outputs = evaluation.outputs().map(([, output]) => output);
  const resources = evaluation.resources().map(([, resource]) => resource);
  const exports = outputs.flatMap(({ Export }) => textOf(evaluation.value(Export?.Name)) ?? []);
  const imports = [...resources, ...outputs].flatMap((entry) => [...importedNames(evaluation.value(entry))]);
  return { exports: new Set(exports), imports: new Set(imports) };
}

function* importedNames(value: unknown): Generator<string> {
  if (!Array.isArray(value) && !isRecord(value)) return;
  if (isRecord(value) && intrinsic(value) === "Fn::ImportValue") {
    const name = textOf(value["Fn::ImportValue"]);
    if (name !== undefined) yield name;
  }
  for (const part of Object.values(value)) yield* importedNames(part);
}
