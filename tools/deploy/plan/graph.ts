/** A directed graph: for each node, the nodes that it needs. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * The strongly connected components: two nodes are in one component if they need each other, directly or indirectly. A node on no
 * cycle is a component of its own. (Tarjan's algorithm with an explicit stack: chains may be long.)
 */
export function components(graph: Graph): readonly (readonly string[])[] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const result: string[][] = [];
  for (const root of graph.keys()) {
    if (index.has(root)) continue;
    const path: { readonly node: string; readonly rest: Iterator<string> }[] = [];
    const enter = (node: string): void => {
      index.set(node, index.size);
      low.set(node, index.get(node) as number);
      open.push(node);
      path.push({ node, rest: (graph.get(node) ?? new Set<string>()).values() });
    };
    const lower = (node: string, to: number): void => {
      low.set(node, Math.min(low.get(node) as number, to));
    };
    enter(root);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const next = top.rest.next();
      if (!next.done) {
        if (!index.has(next.value)) enter(next.value);
        else if (open.includes(next.value)) lower(top.node, index.get(next.value) as number);
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent) lower(parent.node, low.get(top.node) as number);
      if (low.get(top.node) === index.get(top.node)) result.push(open.splice(open.indexOf(top.node)));
    }
  }
  return result;
}

/** A cycle within a component of several nodes: each node needs the next one, and the last the first. */
export function firstCycle(graph: Graph, component: readonly string[]): readonly string[] {
  const path: string[] = [];
  let node = component[0] as string;
  while (!path.includes(node)) {
    path.push(node);
    node = [...(graph.get(node) ?? [])].find((other) => component.includes(other)) as string;
  }
  return path.slice(path.indexOf(node));
}
