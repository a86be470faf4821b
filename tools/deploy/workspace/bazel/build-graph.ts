/** What a target depends on, of the main repository. */
export interface Dependencies {
  /** Paths, relative to the workspace, of all files and targets: a changed file is an input if it is among them. */
  readonly paths: ReadonlySet<string>;
  /** Folders of the packages that these are in. */
  readonly folders: ReadonlySet<string>;
  /** npm packages that are linked into the workspace, by name. */
  readonly npm: ReadonlySet<string>;
}

export type BuildGraph = ReadonlyMap<string, readonly string[]>;

/** Reads what `bazel query --output=graph --nograph:factored` prints: a line for each edge. */
export function parseGraph(output: string): BuildGraph {
  const graph = new Map<string, string[]>();
  for (const [, from = "", to = ""] of output.matchAll(/^ {2}"([^"]+)" -> "([^"]+)"$/gm)) {
    const edges = graph.get(from);
    if (edges) edges.push(to);
    else graph.set(from, [to]);
  }
  return graph;
}

/** Everything that a target depends on, directly or not. */
export function dependencies(graph: BuildGraph, target: string): Dependencies {
  const seen = new Set<string>();
  const open = [target];
  for (let label = open.pop(); label !== undefined; label = open.pop()) {
    if (seen.has(label)) continue;
    seen.add(label);
    open.push(...(graph.get(label) ?? []));
  }
  const own = [...seen].flatMap((label) => parts(label) ?? []);
  return {
    paths: new Set(own.map(({ folder, name }) => join(folder, name))),
    folders: new Set(own.map(({ folder }) => folder)),
    npm: new Set(own.flatMap(({ name }) => /^node_modules\/(.+)$/.exec(name)?.[1] ?? [])),
  };
}

/** Paths of labels as `bazel query` prints them, a line each; those of other repositories are passed over. */
export function labelPaths(output: string): ReadonlySet<string> {
  const labels = output.split("\n").flatMap((label) => parts(label) ?? []);
  return new Set(labels.map(({ folder, name }) => join(folder, name)));
}

/** `//folder:name`, also as `@@//folder:name`. */
function parts(label: string): { folder: string; name: string } | undefined {
  const [, folder, name] = /^(?:@@?)?\/\/([^:]*):(.+)$/.exec(label) ?? [];
  return folder === undefined || name === undefined ? undefined : { folder, name };
}

function join(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}
