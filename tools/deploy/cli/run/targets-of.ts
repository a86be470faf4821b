import type { NamedRun } from "./prepare";

/** The labels of the bundles of a run's functions, by the functions' names in AWS. */
export function targetsOf(outcomes: NamedRun["outcomes"]): ReadonlyMap<string, string> {
  const functions = outcomes.flatMap(({ desired }) => desired.functions);
  return new Map(functions.map(({ name, artifact }) => [name, artifact.target]));
}
