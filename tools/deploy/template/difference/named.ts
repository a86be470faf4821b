import { isDeepStrictEqual } from "node:util";
import type { Evaluation } from "../evaluation/evaluation";
import { Masked } from "../evaluation/value";
import { isRevealable, parameterValue } from "../parameter";
import type { NamedChange } from "./difference";
import { valueChange } from "./resources";

/** Changes of parameters' types and values. */
export function parameterChanges(from: Evaluation, to: Evaluation): NamedChange[] {
  return namedChanges(parameters(from), parameters(to));
}

/** Changes of outputs' values and export names. */
export function outputChanges(from: Evaluation, to: Evaluation): NamedChange[] {
  return namedChanges(outputs(from), outputs(to));
}

/** Changes of conditions' outcomes, or of their text if the outcome is unknown. */
export function conditionChanges(from: Evaluation, to: Evaluation): NamedChange[] {
  return namedChanges(conditions(from), conditions(to));
}

/** The value of a name: all of it is compared, only `shown` is reported. */
interface Named {
  readonly shown: unknown;
  readonly rest?: unknown;
}

type Section = ReadonlyMap<string, Named>;

function namedChanges(from: Section, to: Section): NamedChange[] {
  const names = [...new Set([...from.keys(), ...to.keys()])].sort();
  return names.flatMap((name): NamedChange[] => {
    const [before, after] = [from.get(name), to.get(name)];
    if (isDeepStrictEqual(before, after)) return [];
    const action = before === undefined ? "add" : after === undefined ? "remove" : "change";
    const sameValue = action === "change" && isDeepStrictEqual(before?.shown, after?.shown);
    return [{ name, action, ...(sameValue ? {} : valueChange("", [name], before?.shown, after?.shown)) }];
  });
}

function parameters({ instantiation }: Evaluation): Section {
  const entries = Object.entries(instantiation.template.parameters).map(([name, declaration]) => {
    const value = parameterValue(name, instantiation) ?? "";
    const shown = isRevealable(name, instantiation.template) ? value : new Masked("***", value);
    return [name, { shown, rest: declaration.Type }] as const;
  });
  return new Map(entries);
}

function outputs(evaluation: Evaluation): Section {
  return new Map(
    evaluation
      .outputs()
      .map(([name, { Value, Export }]) => [
        name,
        { shown: evaluation.value(Value), rest: evaluation.value(Export) },
      ]),
  );
}

function conditions(evaluation: Evaluation): Section {
  const { conditions: texts } = evaluation.instantiation.template;
  return new Map(
    Object.entries(texts).map(([name, text]) => {
      const outcome = evaluation.condition(name);
      return [name, outcome === undefined ? { shown: undefined, rest: text } : { shown: outcome }];
    }),
  );
}
