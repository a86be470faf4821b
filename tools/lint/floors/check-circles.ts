import type { Problem } from "./problem";
import type { Tree } from "./tree";

/** Circles of files that import each other: for each file the shortest one, if none of another file shows it already. */
export function checkCircles(tree: Tree): Problem[] {
  const problems: Problem[] = [];
  const reported = new Set<string>();
  for (const file of tree.files.keys()) {
    if (reported.has(file)) continue;
    const circle = shortestCircle(tree, file);
    if (!circle) continue;
    for (const one of circle) reported.add(one);
    const line = tree.files.get(file)?.imports.find(({ to }) => to === (circle[1] ?? file))?.line;
    problems.push({
      file,
      ...(line === undefined ? {} : { line }),
      text: `imports ${[...circle.slice(1), file].join(", which imports ")}: files must not import each other in a circle, types neither; move what both need to a file of its own`,
    });
  }
  return problems;
}

/** The files from one back to it, that one first. */
function shortestCircle(tree: Tree, start: string): string[] | undefined {
  const ways: string[][] = [[start]];
  const seen = new Set<string>();
  for (const way of ways) {
    for (const { to } of tree.files.get(way.at(-1) as string)?.imports ?? []) {
      if (to === start) return way;
      if (seen.has(to)) continue;
      seen.add(to);
      ways.push([...way, to]);
    }
  }
  return undefined;
}
