import { own } from "../json/own";
import { Evaluation } from "./evaluation/evaluation";
import { textOf } from "./evaluation/text";
import { intrinsic, isRecord } from "./evaluation/value";
import { references } from "./references";
import type { Instantiation } from "./template";

/** The names of a stack's exports to, and imports from, other stacks of its account and region. */
export interface Exchange {
  readonly exports: ReadonlySet<string>;
  readonly imports: ReadonlySet<string>;
}

/**
 * Reads a template's exports (`Outputs.*.Export.Name`) and imports: by parameters that the deployer fills, and, in templates of
 * older versions, by `Fn::ImportValue`. Names that only CloudFormation can resolve are left out.
 * @param pseudo values of pseudo parameters, by name
 */
export function exchangeOf(instantiation: Instantiation, pseudo: Readonly<Record<string, string>>): Exchange {
  const evaluation = new Evaluation(instantiation, pseudo);
  const outputs = evaluation.outputs().map(([, output]) => output);
  const resources = evaluation.resources().map(([, resource]) => resource);
  const exports = outputs.flatMap(({ Export }) => textOf(evaluation.value(Export?.Name)) ?? []);
  const imports = [...resources, ...outputs].flatMap((entry) => [...importedNames(evaluation.value(entry))]);
  return {
    exports: new Set(exports),
    imports: new Set([...imports, ...importedByParameters(instantiation)]),
  };
}

/** The names that the imports would have whose values the deployer gives as parameters. */
function importedByParameters({ template, parameters }: Instantiation): string[] {
  return Object.entries(references(template)).flatMap(([service, { environment, imports }]) => {
    const where = own(parameters, environment) || own(parameters, "Environment");
    return Object.keys(imports).map((name) => `${where}-${service}-${name}`);
  });
}

function* importedNames(value: unknown): Generator<string> {
  if (!Array.isArray(value) && !isRecord(value)) return;
  if (isRecord(value) && intrinsic(value) === "Fn::ImportValue") {
    const name = textOf(value["Fn::ImportValue"]);
    if (name !== undefined) yield name;
  }
  for (const part of Object.values(value)) yield* importedNames(part);
}
