import { type House, inWorkspace, isIn } from "./house";
import type { Problem } from "./problem";
import type { Reference } from "./references";
import type { Tree } from "./tree";

/** What computes only; everything else of Node.js, and AWS's SDK, reaches out of the process. */
const HARMLESS = new Set(["node:buffer", "node:crypto", "node:path", "node:util"]);

/** Imports by which code that has to be pure reaches files, processes or the network, also through other files. */
export function checkPurity(house: House, tree: Tree, isTest: (file: string) => boolean): Problem[] {
  const { paths, except } = house.pure ?? { paths: [], except: {} };
  const isExcepted = (file: string) => Object.keys(except).some((path) => inWorkspace(house, path) === file);
  const isPure = (file: string) => paths.some((path) => isIn(file, inWorkspace(house, path)));
  const problems: Problem[] = [];
  for (const [file, { imports, packages }] of tree.files) {
    if (!isPure(file) || isExcepted(file) || isTest(file)) continue;
    const own = packages.filter(reachesOut);
    for (const { name, line } of own) problems.push({ file, line, text: `imports ${name}: ${rule(file)}` });
    for (const { to, line } of imports.filter((arrow) => !isPure(arrow.to))) {
      const way = wayOut(tree, to, isExcepted);
      if (way) problems.push({ file, line, text: `imports ${way.join(", which imports ")}: ${rule(file)}` });
    }
  }
  return problems;
}

function rule(file: string): string {
  return `${file.slice(0, file.lastIndexOf("/"))} is pure: no files, processes, network or AWS, not even through what it imports; let the caller read, and pass in what it read`;
}

function reachesOut({ name }: Reference): boolean {
  return (name.startsWith("node:") && !HARMLESS.has(name)) || /^@(aws-sdk|smithy)\//.test(name);
}

/** Files from one to what reaches out, by the shortest way, and the module that does; undefined if it is as good as pure. */
function wayOut(tree: Tree, start: string, isExcepted: (file: string) => boolean): string[] | undefined {
  const ways: string[][] = isExcepted(start) ? [] : [[start]];
  const seen = new Set([start]);
  for (const way of ways) {
    const file = tree.files.get(way.at(-1) as string);
    const out = file?.packages.find(reachesOut);
    if (out) return [...way, out.name];
    for (const { to } of file?.imports ?? []) {
      if (seen.has(to) || isExcepted(to)) continue;
      seen.add(to);
      ways.push([...way, to]);
    }
  }
  return undefined;
}
