import { type Dependencies, reversed } from "../template/graph";

export interface GraphOptions {
  /** `stop`: after a failure nothing more is begun. `continue`: only what depends on the failed node is not. */
  readonly onFailure: "stop" | "continue";
  /** Asked before each visit; true ends the run when the visits under way have ended. */
  readonly cancelled: () => boolean;
}

/**
 * Visits each node when its dependencies have been visited, independent ones at the same time. Resolves when no visit is under way any
 * more, to the errors of those that failed, in the order in which they failed.
 */
export async function runGraph(
  dependencies: Dependencies,
  visit: (node: string) => Promise<void>,
  options: GraphOptions,
): Promise<Map<string, unknown>> {
  const dependents = reversed(dependencies);
  const failures = new Map<string, unknown>();
  const waitingFor = new Map(
    [...dependencies].map(([node, needed]) => [
      node,
      [...needed].filter((name) => dependencies.has(name)).length,
    ]),
  );
  const begin = async (node: string): Promise<void> => {
    if (options.cancelled() || (options.onFailure === "stop" && failures.size > 0)) return;
    try {
      await visit(node);
    } catch (error) {
      failures.set(node, error);
      return;
    }
    const ready = [...(dependents.get(node) ?? [])].filter((dependent) => {
      const left = (waitingFor.get(dependent) ?? 0) - 1;
      waitingFor.set(dependent, left);
      return left === 0;
    });
    await Promise.all(ready.map(begin));
  };
  await Promise.all([...waitingFor].filter(([, count]) => count === 0).map(([node]) => begin(node)));
  return failures;
}
