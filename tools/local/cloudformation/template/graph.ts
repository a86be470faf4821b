/** What each node needs before it: edges from a node to its dependencies. Nodes are in the order of the template. */
export type Dependencies = ReadonlyMap<string, ReadonlySet<string>>;

/** An order in which every node comes after its dependencies; of those that may come next, the first of the template comes first. */
export function dependencyOrder(dependencies: Dependencies): string[] {
  const order: string[] = [];
  const placed = new Set<string>();
  const visit = (node: string): void => {
    if (placed.has(node)) return;
    placed.add(node);
    for (const dependency of dependencies.get(node) ?? []) visit(dependency);
    order.push(node);
  };
  for (const node of dependencies.keys()) visit(node);
  return order;
}

/** The nodes that lie on a cycle or between two, in the order of the template; empty if the graph has an order. */
export function cyclicNodes(dependencies: Dependencies): string[] {
  const needing = withoutDependencies(dependencies);
  return [...needing.keys()].filter((node) => withoutDependencies(reversed(needing)).has(node));
}

/** The same nodes with every edge reversed: the graph for deletion. */
export function reversed(dependencies: Dependencies): Dependencies {
  const turned = new Map([...dependencies.keys()].map((node) => [node, new Set<string>()]));
  for (const [node, needed] of dependencies) {
    for (const dependency of needed) turned.get(dependency)?.add(node);
  }
  return turned;
}

/** What is left of a graph when nodes without dependencies are taken away until there are none. */
function withoutDependencies(dependencies: Dependencies): Dependencies {
  const left = new Map([...dependencies].map(([node, needed]) => [node, new Set(needed)]));
  const dependents = reversed(dependencies);
  const free = [...left].filter(([, needed]) => needed.size === 0).map(([node]) => node);
  for (let node = free.pop(); node !== undefined; node = free.pop()) {
    left.delete(node);
    for (const dependent of dependents.get(node) ?? []) {
      const needed = left.get(dependent);
      if (needed?.delete(node) && needed.size === 0) free.push(dependent);
    }
  }
  return left;
}
